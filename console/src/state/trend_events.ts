/**
 * What happened to alarms, as marks on the time axis and as a list to step through. Pure. Marks
 * that would lie on one another are one mark.
 */
import type { Instant, Priority } from "../wire/frames";
import type { JournalRow } from "../wire/rest";
import { rank } from "./alarms";

const SHOWN: readonly string[] = ["raised", "returned", "acknowledged"];

/** Those that are shown, oldest first. */
export function listEvents(rows: readonly JournalRow[]): JournalRow[] {
  return rows
    .filter(({ event }) => SHOWN.includes(event))
    .sort((one, other) => one.at - other.at || one.seq - other.seq);
}

/** Events that happened close together, oldest first. */
export interface Mark {
  at: Instant;
  events: readonly JournalRow[];
}

/** @param apart ms between two marks at least */
export function gatherMarks(events: readonly JournalRow[], apart: number): Mark[] {
  const marks: { at: Instant; events: JournalRow[] }[] = [];
  for (const event of events) {
    const last = marks.at(-1);
    if (last && event.at - last.at < apart) last.events.push(event);
    else marks.push({ at: event.at, events: [event] });
  }
  return marks;
}

/** The worst of what was raised within a mark; null: nothing was. */
export function worstRaised({ events }: Mark): Priority | null {
  const raised = events.filter(({ event }) => event === "raised").map(({ priority }) => priority);
  return raised.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/**
 * The place in a list to which a key leads; null: the key leads nowhere. From no place the first
 * step goes to the end of the list from which it comes.
 */
export function placeAfter(key: string, place: number | null, length: number): number | null {
  const by = MOVES[key];
  if (by === undefined || length === 0) return null;
  const from = place ?? (by > 0 ? -1 : length);
  return Math.min(length - 1, Math.max(0, from + by));
}
