/** A time to be handed over that a person gives by hand, in Beijing time. Pure. */
import { DAY_MS, readBeijing } from "./beijing";
import type { Span } from "./kpi_range";

/** What speaks against it. */
export type PeriodFault = "unreadable" | "reversed" | "future";

const LONGEST_MS = 7 * DAY_MS;

/** The same as the server asks of it, so that nobody finds out later. */
export function checkPeriod(first: string, last: string, now: number): Span | PeriodFault {
  const [from, to] = [readBeijing(first), readBeijing(last)];
  if (from === null || to === null) return "unreadable";
  if (to <= from || to - from > LONGEST_MS) return "reversed";
  return from >= now ? "future" : { from, to };
}
