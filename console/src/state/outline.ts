/**
 * The groups of the list as rows: which stand there, which are put away beneath their lead, and how
 * many those are. Pure. While the order is frozen each row keeps the lead that it has, so what is put
 * away is decided anew by what the row is now.
 */
import type { Line } from "./folding";
import { standsOut, type Group, type Member } from "./nesting";
import type { Order, Seat } from "./order";

type Lines = ReadonlyMap<string, Line>;

/** All lines in their order, what stands beneath a lead right after it. */
export function layOut(groups: readonly Group[]): Order {
  const order: string[] = [];
  const seats = new Map<string, Seat>();
  for (const { lead, members } of groups) {
    order.push(lead.source);
    for (const { line, tie } of members) {
      order.push(line.source);
      seats.set(line.source, { head: lead.source, tie });
    }
  }
  return { order, seats };
}

/** Lead → what stands beneath it, as it is now. */
export function membersOf({ order, seats }: Order, lines: Lines): Map<string, Member[]> {
  const members = new Map<string, Member[]>();
  for (const source of order) {
    const [seat, line] = [seats.get(source), lines.get(source)];
    if (!seat || !line) continue;
    const beside = members.get(seat.head);
    if (beside) beside.push({ line, tie: seat.tie });
    else members.set(seat.head, [{ line, tie: seat.tie }]);
  }
  return members;
}

/**
 * The rows on the screen: of what stands beneath a lead that is not opened only what is chosen, and
 * what must be seen by itself since the order was made.
 *
 * @param opened leads whose members are shown
 */
export function findShown(
  { order, seats }: Order,
  lines: Lines,
  opened: ReadonlySet<string>,
  chosen: string | null,
): string[] {
  return order.filter((source) => {
    const seat = seats.get(source);
    if (!seat || source === chosen || opened.has(seat.head)) return true;
    const [line, head] = [lines.get(source), lines.get(seat.head)];
    return !line || !head || standsOut(line, head);
  });
}
