/**
 * Which alarms the operator has had before his eyes: their row stood wholly in the window for half a
 * second, unfolded, in a live picture. Pure. What has been seen is one activation at one priority: an
 * alarm that was raised anew or became more urgent is to be seen again.
 */
import { rank } from "./alarms";
import type { AlarmRow, Instant, Priority, Seen } from "../wire/frames";

/** How long a row has to stand there before it counts as seen. */
export const SEEN_MS = 500;
/** A list that was not drawn for so long was not looked at: another screen was there. */
const BREAK_MS = 1_500;

interface Sight {
  raisedAt: Instant | null;
  priority: Priority;
  /** The newest version that stood on the screen. */
  version: number;
  /** Since when it stands there without a break, null while it does not. */
  since: number | null;
  seen: boolean;
}

export class SeenRows {
  #sights = new Map<string, Sight>();
  #looked = -Infinity;

  /**
   * What can be read in the picture now; nothing where it can't be read at all.
   *
   * @param now monotonic ms
   */
  look(rows: Iterable<AlarmRow>, now: number): void {
    if (now - this.#looked > BREAK_MS) this.#leave(new Set());
    this.#looked = now;
    const there = new Set<string>();
    for (const row of rows) {
      there.add(row.id);
      this.#sights.set(row.id, see(this.#sights.get(row.id), row, now));
    }
    this.#leave(there);
  }

  /** The version in which an alarm was seen as it is now; null: it was not. */
  find(row: AlarmRow): Seen | null {
    const sight = this.#sights.get(row.id);
    if (!sight?.seen || !isSame(sight, row)) return null;
    return { key: row.id, version: sight.version };
  }

  /** What is not there stands on the screen no longer; what had not been seen yet begins anew. */
  #leave(there: ReadonlySet<string>): void {
    for (const [id, sight] of this.#sights) {
      if (there.has(id)) continue;
      if (sight.seen) this.#sights.set(id, { ...sight, since: null });
      else this.#sights.delete(id);
    }
  }

  /** Forgets what has left the list. */
  keep(rows: ReadonlyMap<string, AlarmRow>): void {
    for (const id of this.#sights.keys()) if (!rows.has(id)) this.#sights.delete(id);
  }
}

function see(before: Sight | undefined, row: AlarmRow, now: number): Sight {
  const { raised_at: raisedAt, priority, version } = row;
  if (!before || !isSame(before, row)) {
    return { raisedAt, priority, version, since: now, seen: false };
  }
  const since = before.since ?? now;
  return { raisedAt, priority, version, since, seen: before.seen || now - since >= SEEN_MS };
}

/** Whether it is still what was seen, or less urgent. */
function isSame({ raisedAt, priority }: Sight, row: AlarmRow): boolean {
  return raisedAt === row.raised_at && rank(row.priority) >= rank(priority);
}
