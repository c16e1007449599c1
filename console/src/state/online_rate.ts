/** How many of the park's tags bring data (在线率), as its hazards tell it. Pure. */
import type { HazardRow } from "../wire/frames";

export interface Online {
  online: number;
  stale: number;
  tags: number;
}

export function sumOnline(hazards: Iterable<HazardRow>): Online {
  const sum: Online = { online: 0, stale: 0, tags: 0 };
  for (const hazard of hazards) {
    sum.online += hazard.online;
    sum.stale += hazard.stale;
    sum.tags += hazard.tags;
  }
  return sum;
}

/** In percent, cut and not rounded: 99.96 is not 100. Null where there is nothing to be online. */
export function rateOf({ online, tags }: Pick<Online, "online" | "tags">): number | null {
  return tags === 0 ? null : Math.floor((1000 * online) / tags) / 10;
}
