/**
 * What is said of an alarm flood (报警泛滥). Pure. That there is one, since when and how great, is the
 * platform's word; here only what of it has room, and when it is worth being spoken.
 */
import type { Flood, Instant } from "../wire/frames";

/** Hazards that are named; the others are counted together. */
const NAMED = 4;

export interface Share {
  hazard: string;
  count: number;
}

/**
 * Where its alarms are, most first.
 *
 * @param known whether a hazard can be named; what has none is among the others
 */
export function shareOut(
  flood: Flood,
  known: (hazard: string) => boolean,
): { named: Share[]; others: number } {
  const named = Object.entries(flood.by_hazard)
    .filter(([hazard]) => known(hazard))
    .map(([hazard, count]) => ({ hazard, count }))
    .sort((one, other) => other.count - one.count || (one.hazard < other.hazard ? -1 : 1))
    .slice(0, NAMED);
  const told = named.reduce((sum, { count }) => sum + count, 0);
  const all = Object.values(flood.by_hazard).reduce((sum, count) => sum + count, 0);
  return { named, others: all - told };
}

/** What was last said aloud of floods: since when the one is that was told of, and whether it ended. */
export interface Told {
  since: Instant;
  over: boolean;
}

/** Beginning and end are said, once each; that it grows is not. The same object: nothing is to be said. */
export function tellFlood(told: Told | null, flood: Flood | null): Told | null {
  if (flood) return told?.since === flood.since && !told.over ? told : { since: flood.since, over: false };
  return told && !told.over ? { ...told, over: true } : told;
}
