/**
 * The address of the screen of trends: which tags, which of them is in focus, and of what time.
 * Pure. Whatever an address may say, what is read of it can be shown.
 */
import type { Instant } from "../wire/frames";

/** More lines than this nobody can tell apart. */
export const MOST_TAGS = 8;

/** How far back the live picture reaches, ms, from the shortest on. */
export const SPANS = {
  "10m": 600_000,
  "30m": 1_800_000,
  "2h": 7_200_000,
  "8h": 28_800_000,
  "24h": 86_400_000,
  "7d": 604_800_000,
} as const;

export type Span = keyof typeof SPANS;

export const SPAN_NAMES = Object.keys(SPANS) as readonly Span[];

const USUAL_SPAN: Span = "30m";

export interface Range {
  from: Instant;
  to: Instant;
}

/** A fixed range is never shorter, ms: nothing of a plant is read faster. */
export const LEAST_RANGE_MS = 10_000;

/** Nor longer: of more the historian would read for longer than an operator waits. */
export const MOST_RANGE_MS = 31 * 86_400_000;

/** What the screen shows. `when` is a span up to now, or a range that stays where it is. */
export interface TrendView {
  tags: readonly string[];
  focus: string | null;
  when: Span | Range;
}

type Query = ReadonlyMap<string, readonly string[]>;

export function isLive(when: Span | Range): when is Span {
  return typeof when === "string";
}

export function readView(query: Query): TrendView {
  const tags = [...new Set(query.get("tag") ?? [])].filter(Boolean).slice(0, MOST_TAGS);
  const focus = query.get("focus")?.[0] ?? "";
  return { tags, focus: tags.includes(focus) ? focus : (tags[0] ?? null), when: readWhen(query) };
}

function readWhen(query: Query): Span | Range {
  const [from, to] = [readInstant(query, "from"), readInstant(query, "to")];
  const length = to - from;
  if (length >= LEAST_RANGE_MS && length <= MOST_RANGE_MS) return { from, to };
  return SPAN_NAMES.find((name) => name === query.get("span")?.[0]) ?? USUAL_SPAN;
}

/** NaN where it is none. */
function readInstant(query: Query, name: string): Instant {
  const text = query.get(name)?.[0] ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}

export function writeView({ tags, focus, when }: TrendView): Record<string, readonly string[]> {
  return {
    tag: tags,
    ...(focus === null || focus === tags[0] ? {} : { focus: [focus] }),
    ...(isLive(when) ? { span: [when] } : { from: [String(when.from)], to: [String(when.to)] }),
  };
}

/** With one more tag, unless it is there or there is no room. */
export function withTag(view: TrendView, tag: string): TrendView {
  if (view.tags.includes(tag) || view.tags.length >= MOST_TAGS) return view;
  return { ...view, tags: [...view.tags, tag], focus: view.focus ?? tag };
}

/** Without a tag; the focus falls to the one that takes its place. */
export function withoutTag(view: TrendView, tag: string): TrendView {
  const place = view.tags.indexOf(tag);
  const tags = view.tags.filter((other) => other !== tag);
  if (view.focus !== tag) return { ...view, tags };
  return { ...view, tags, focus: tags[Math.min(place, tags.length - 1)] ?? null };
}
