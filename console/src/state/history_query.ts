/**
 * Which part of the record is asked for: over which time, and of which sources by what was typed. Pure.
 */
import { readTyped } from "./beijing";
import type { EntryTrouble } from "./time_entry";
import type { Instant } from "../wire/frames";

const HOUR_MS = 3_600_000;

/** The usual ranges up to now, ms; `all` has no beginning, `own` two typed ends. */
export const SPANS = {
  all: null,
  hours8: 8 * HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
} as const;

export type SpanName = keyof typeof SPANS | "own";

export const SPAN_NAMES: readonly SpanName[] = ["all", "hours8", "day", "week", "own"];

/** Of how many sources the record is read at once (contract section 6). */
export const MOST_SOURCES = 100;

export interface HistoryChoice {
  span: SpanName;
  from: string;
  to: string;
  /** What was typed to find sources by. */
  text: string;
}

export const WHOLE: HistoryChoice = { span: "all", from: "", to: "", text: "" };

export interface Bounds {
  from: Instant | null;
  to: Instant | null;
}

/** The two ends, null where it has none; or what is wrong with what was typed. */
export function boundsOf(choice: HistoryChoice, now: Instant): Bounds | EntryTrouble {
  if (choice.span !== "own") {
    const span = SPANS[choice.span];
    return { from: span === null ? null : Math.floor(now) - span, to: null };
  }
  const [from, to] = [readTyped(choice.from, now), readTyped(choice.to, now)];
  if (from === null || to === null) return "unreadable";
  return to > from ? { from, to } : "backwards";
}

/**
 * The sources that were meant: those found by their names, and what was typed itself, since a vote or
 * an interlock has a record without being a tag. Null: all, nothing was typed.
 */
export function sourcesOf(text: string, found: readonly string[]): string[] | null {
  const typed = text.trim();
  if (typed === "") return null;
  // Several words are no id; where they find nothing, nothing is what they stand for.
  const isName = found.includes(typed) || (/\s/.test(typed) && found.length > 0);
  const own = isName ? [] : [typed];
  return [...own, ...found].slice(0, MOST_SOURCES);
}

/** The same as a query of REST. */
export function queryOf({ from, to }: Bounds, sources: readonly string[] | null): string {
  const search = new URLSearchParams();
  if (from !== null) search.set("from", String(from));
  if (to !== null) search.set("to", String(to));
  for (const source of sources ?? []) search.append("source", source);
  return search.toString();
}
