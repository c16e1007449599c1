/**
 * What stands where: for every place, from the site to one piece of equipment, how many alarms of
 * which priority, and how many of them nobody has acknowledged. Counted on from what was before, and
 * what has not changed stays the same object, so that a view draws only what did: a place's tally is
 * another one exactly when something within it is. Pure, but that the maps are carried on and not copied:
 * of what was before only the tallies are still good.
 */
import { isListed, PRIORITIES, wantsAcknowledgement } from "./alarms";
import type { Atlas } from "./atlas";
import type { Before } from "./derived";
import type { AlarmRow, Priority } from "../wire/frames";

export interface Tally {
  by: Readonly<Record<Priority, number>>;
  /** Null: nothing stands there. */
  worst: Priority | null;
  unacknowledged: number;
}

/** What one alarm adds to the places around it. */
interface Share {
  keys: readonly string[];
  priority: Priority;
  calls: boolean;
}

export interface Standings {
  /** Place, by its key → what stands there; what is missing has nothing. */
  tallies: Map<string, Tally>;
  shares: Map<string, Share>;
}

export const NOTHING_STANDS: Tally = {
  by: { critical: 0, high: 0, medium: 0, low: 0 },
  worst: null,
  unacknowledged: 0,
};

/** Of all rows, or of those that changed on top of what was before. */
export function countStandings(
  atlas: Atlas,
  rows: ReadonlyMap<string, AlarmRow>,
  before: Before<Standings> | null,
): Standings {
  const names = before ? before.changed : rows.keys();
  const changes: [string, Share | undefined, Share | undefined][] = [];
  for (const name of names) {
    const row = rows.get(name);
    const [was, is] = [before?.result.shares.get(name), row && shareOf(atlas, row)];
    if (was?.priority !== is?.priority || was?.calls !== is?.calls) changes.push([name, was, is]);
  }
  if (before && changes.length === 0) return before.result;
  const tallies = before?.result.tallies ?? new Map<string, Tally>();
  const shares = before?.result.shares ?? new Map<string, Share>();
  for (const [name, was, is] of changes) {
    if (was) take(tallies, was, -1);
    if (is) take(tallies, is, 1);
    if (is) shares.set(name, is);
    else shares.delete(name);
  }
  return { tallies, shares };
}

function shareOf(atlas: Atlas, row: AlarmRow): Share | undefined {
  if (!isListed(row)) return undefined;
  const keys = atlas.keysAround(row.source, row.hazard, row.enterprise ?? "");
  return { keys, priority: row.priority, calls: wantsAcknowledgement(row) };
}

function take(tallies: Map<string, Tally>, share: Share, count: 1 | -1): void {
  for (const key of share.keys) {
    const before = tallies.get(key) ?? NOTHING_STANDS;
    const by = { ...before.by, [share.priority]: before.by[share.priority] + count };
    tallies.set(key, {
      by,
      worst: PRIORITIES.find((priority) => by[priority] > 0) ?? null,
      unacknowledged: before.unacknowledged + (share.calls ? count : 0),
    });
  }
}
