/**
 * The order of rows on the screen, which must not move under the operator's hand. Pure.
 *
 * While somebody points or types into the list its order is frozen: values go on changing in
 * place, rows that left the list stay where they were (drawn as returned), and new ones are
 * counted instead of inserted. The freeze ends by itself when the hand rests, because a pointer
 * forgotten over the list must not hide a new alarm.
 */

/** How long the order stays after the last touch of pointer or keyboard. */
export const FREEZE_MS = 15_000;

export interface Arrangement {
  order: readonly string[];
  /** Ids waiting to be let in, in sorted order. */
  waiting: readonly string[];
}

export function isFrozen(now: number, touched: number | null): boolean {
  return touched !== null && now - touched < FREEZE_MS;
}

/**
 * @param shown the ids on the screen until now
 * @param sorted the ids as they ought to stand
 */
export function arrange(
  shown: readonly string[],
  sorted: readonly string[],
  frozen: boolean,
): Arrangement {
  if (!frozen || shown.length === 0) return { order: sorted, waiting: [] };
  const known = new Set(shown);
  return { order: shown, waiting: sorted.filter((id) => !known.has(id)) };
}
