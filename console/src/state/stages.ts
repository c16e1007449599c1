/**
 * How long each stage of an alarm took, from the sensor's clock to this screen. Pure. A stage whose
 * beginning or end nobody knows has no length; the one between two clocks that disagree has none
 * that means anything, and says so.
 */
import type { Instant } from "../wire/frames";
import type { StageTimes } from "../wire/why";

export const STAGES = ["received", "detected", "journalled", "pushed", "painted"] as const;

/** By what each stage ends. */
export type StageName = (typeof STAGES)[number];

export interface Stage {
  name: StageName;
  /** Null: not known. */
  ms: number | null;
  /** Where it begins and how long it is, as shares of the whole; null where it can't be drawn. */
  bar: { from: number; width: number } | null;
  /** The two ends are of clocks that are known to differ. */
  suspect: boolean;
}

export interface Latency {
  stages: Stage[];
  /** From the platform's first sight of the reading, or from the source where its clock is good. */
  totalMs: number | null;
}

interface Span {
  name: StageName;
  from: Instant | null;
  to: Instant | null;
}

function spansOf(times: StageTimes, painted: Instant | null): Span[] {
  const ends: Record<StageName, Instant | null> = { ...times, painted };
  // What is not known of one stage does not hide the next: that runs from the last that is known.
  let from = times.source;
  return STAGES.map((name) => {
    const span = { name, from, to: ends[name] };
    from = span.to ?? (name === "received" ? null : from);
    return span;
  });
}

/**
 * @param painted when this screen first drew it, null where it did not see it come
 * @param suspect whether the source's clock is known to be wrong
 */
export function measureStages(
  times: StageTimes,
  painted: Instant | null,
  suspect: boolean,
): Latency {
  const spans = spansOf(times, painted);
  const start = suspect ? times.received : (times.source ?? times.received);
  const end = spans.reduce<Instant | null>((last, { to }) => to ?? last, null);
  const whole = start === null || end === null ? null : Math.max(0, end - start);
  const stages = spans.map(({ name, from, to }): Stage => {
    const doubtful = suspect && name === "received";
    const known = from !== null && to !== null;
    const drawn = known && !doubtful && start !== null && whole !== null && whole > 0;
    return {
      name,
      ms: known ? to - from : null,
      bar: drawn
        ? { from: share(from - start, whole), width: share(to - from, whole) }
        : null,
      suspect: doubtful,
    };
  });
  return { stages, totalMs: whole };
}

function share(part: number, whole: number): number {
  return Math.min(1, Math.max(0, part / whole));
}
