/**
 * The order of rows on the screen, which must not move under the operator's hand. Pure.
 *
 * While somebody points or types into the list its order is frozen: values go on changing in
 * place, rows that left the list stay where they were (drawn as returned), and new ones are
 * counted instead of inserted. The freeze ends by itself when the hand rests, because a pointer
 * forgotten over the list must not hide a new alarm.
 */
import type { Tie } from "./nesting";

/** How long the order stays after the last touch of pointer or keyboard. */
export const FREEZE_MS = 15_000;

/** How long an order stands at the least: rows that move more often than this can't be read. */
export const PACE_MS = 100;

export function isFrozen(now: number, touched: number | null): boolean {
  return touched !== null && now - touched < FREEZE_MS;
}

/** Beneath which line another one stands, and why. */
export interface Seat {
  head: string;
  tie: Tie;
}

/** Lines from top to bottom, what stands beneath one right after it. */
export interface Order {
  order: readonly string[];
  /** Where what stands beneath another line stands. */
  seats: ReadonlyMap<string, Seat>;
}

/** What is on the screen: the order, and which alarms were in its lines when it was made. */
export interface Drawn extends Order {
  known: readonly string[];
}

export interface Arrangement extends Drawn {
  /** Alarms that came since, most urgent first: also one on a line that stands there already. */
  waiting: readonly string[];
}

/**
 * @param sorted the lines as they ought to stand
 * @param alarms the ids of all alarms in them, most urgent first
 */
export function arrange(
  drawn: Drawn,
  sorted: Order,
  alarms: readonly string[],
  frozen: boolean,
): Arrangement {
  if (!frozen || drawn.order.length === 0) {
    return { ...sorted, known: alarms, waiting: [] };
  }
  const known = new Set(drawn.known);
  return { ...drawn, waiting: alarms.filter((id) => !known.has(id)) };
}
