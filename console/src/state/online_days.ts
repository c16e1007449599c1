/**
 * The online rate of an enterprise day by day: which days were below the target, and where each day
 * stands in a row of squares. Pure.
 */
import type { Instant } from "../wire/frames";
import type { OnlineDay, OnlineGroup } from "../wire/reports";

export interface RateOfDay {
  from: Instant;
  /** Null: nothing was due. */
  rate: number | null;
  met: boolean | null;
}

/** The days of an enterprise; of one on which it was not watched the rate is null. */
export function daysOf(days: readonly OnlineDay[], enterprise: string): RateOfDay[] {
  return days.map((day) => {
    const own = day.enterprises.find((one) => one.key === enterprise);
    return { from: day.from, rate: own?.rate ?? null, met: own?.met ?? null };
  });
}

/** The days on which a target was missed, the newest first. */
export function daysBelow(days: readonly RateOfDay[]): RateOfDay[] {
  return days.filter((day) => day.met === false).reverse();
}

/** The worst first; what has no rate last. */
export function worstFirst(groups: readonly OnlineGroup[]): OnlineGroup[] {
  const rate = (group: OnlineGroup) => group.figures.rate ?? Infinity;
  return [...groups].sort((one, other) => rate(one) - rate(other) || (one.key < other.key ? -1 : 1));
}

/** A rate is never rounded up to its target: 99.4996 % of 99.5 % is 99.49 %. */
export function cutRate(rate: number | null): number | null {
  return rate === null ? null : Math.floor(rate * 100) / 100;
}
