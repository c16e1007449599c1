/** The tags that a gateway brings, as they stand. Pure. */
import type { TagRow } from "../wire/frames";
import type { GatewayTag } from "../wire/gateways";
import type { Park, Tag } from "../wire/plant";
import type { TagEvidence } from "./connection_evidence";
import { KnownNames } from "./nearest_name";

export type TagStanding = "fresh" | "stale" | "never";

export function standingOf(row: TagRow): TagStanding {
  if (row.received === null) return "never";
  return row.marks.includes("stale") ? "stale" : "fresh";
}

/** What the plant and the live stream say of the tags; what the plant has lost is left out. */
export function joinTags(
  listed: readonly GatewayTag[],
  park: Park,
  rows: ReadonlyMap<string, TagRow>,
): TagEvidence[] {
  return listed.flatMap((line) => {
    const tag: Tag | undefined = park.tags.get(line.tag);
    if (!tag) return [];
    const { unit, range_lo, range_hi, interval_s } = tag;
    const now = rows.get(line.tag) ?? tag.now;
    return [{ ...line, unit, range_lo, range_hi, interval_s, now }];
  });
}

/** A gateway may call a tag by its id as well. */
export function namesOf(listed: readonly GatewayTag[]): KnownNames {
  return new KnownNames(
    listed.flatMap(({ tag, called }) => [[called, called] as const, [tag, called] as const]),
  );
}

export function countStandings(tags: readonly TagEvidence[]): Record<TagStanding, number> {
  const counts = { fresh: 0, stale: 0, never: 0 };
  for (const { now } of tags) counts[standingOf(now)] += 1;
  return counts;
}

const ORDER: readonly TagStanding[] = ["stale", "never", "fresh"];

/** What wants a look first; within that the order of the plant. */
export function sortTags(tags: readonly TagEvidence[]): TagEvidence[] {
  const place = ({ now }: TagEvidence) => ORDER.indexOf(standingOf(now));
  return [...tags].sort((one, other) => place(one) - place(other));
}
