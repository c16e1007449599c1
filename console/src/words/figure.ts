/** Figures of a report as people read them: few digits, as many as tell them apart. Pure. */
import { formatNumber } from "./number";

/** What is less is not written as none. */
const LEAST = 0.01;

/** `152`, `6.3`, `0.07`; what can't be told is a dash, never 0. */
export function formatFigure(value: number | null): string {
  if (value === null) return formatNumber(value, 0);
  if (value !== 0 && Math.abs(value) < LEAST / 2) return value > 0 ? `< ${LEAST}` : `> −${LEAST}`;
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return formatNumber(value, decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
