/** Values as operators read them: a fixed number of decimals for each tag. Pure. */

const MOST_DECIMALS = 4;

function decimalsOf(number: number): number {
  const text = String(number);
  if (text.includes("e")) return MOST_DECIMALS;
  const point = text.indexOf(".");
  return point < 0 ? 0 : Math.min(MOST_DECIMALS, text.length - point - 1);
}

/**
 * Decimals for a tag: enough to tell about a thousandth of its range apart, and never fewer than
 * its own limits are written with.
 */
export function decimalsFor(
  low: number | null,
  high: number | null,
  limits: readonly (number | null)[],
): number {
  const written = limits.map((limit) => (limit === null ? 0 : decimalsOf(limit)));
  const span = low === null || high === null ? 0 : Math.abs(high - low);
  const resolved = span > 0 ? 3 - Math.floor(Math.log10(span)) : 2;
  return Math.max(0, Math.min(MOST_DECIMALS, Math.max(resolved, ...written)));
}

/** The number with its decimals; an absent one is a dash, never 0. */
export function formatNumber(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "—";
  return value
    .toFixed(decimals)
    .replace(/^-(0(?:\.0*)?)$/, "$1")
    .replace("-", "−");
}
