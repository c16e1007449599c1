/**
 * How a hazard is graded, written as people work it out on paper: `2 × (4 × 70/5)`. Pure; every number
 * is the platform's.
 */
import type { Grading } from "../wire/plant";
import { formatNumber } from "./number";

/** A number as it was written: no more digits than it has. */
export function plainNumber(value: number | null): string {
  if (value === null) return "?";
  return String(Number(value.toPrecision(6)));
}

/** R and S, cut and not rounded: 0.998 is not 1, which would be a major hazard. */
export function formatIndex(value: number | null): string {
  if (value === null) return "—";
  const decimals = value < 10 ? 2 : 1;
  const scale = 10 ** decimals;
  return formatNumber(Math.floor(value * scale + 1e-6) / scale, decimals);
}

/** α × Σ β q/Q with its numbers; `?` where one is not known, empty where nothing is held. */
export function gradingFormula({ alpha, terms }: Grading): string {
  if (terms.length === 0) return "";
  const parts = terms.map(
    ({ beta, quantity_t, critical_t }) =>
      `${plainNumber(beta)} × ${plainNumber(quantity_t)}/${plainNumber(critical_t)}`,
  );
  return `${plainNumber(alpha)} × (${parts.join(" + ")})`;
}

/** The least trusted first. */
const TRUSTS: readonly string[] = ["conflict", "recalled", "proposed", "secondary", "verified"];

/** How far the result can be trusted: as far as the least trusted number in it; null: no numbers. */
export function trustOf({ terms, alpha_from, level_from }: Grading): string | null {
  if (terms.length === 0) return null;
  const bases = [
    alpha_from,
    level_from,
    ...terms.flatMap(({ critical_from, beta_from }) => [critical_from, beta_from]),
  ];
  const found = new Set(bases.flatMap((basis) => (basis ? [basis.trust] : [])));
  return TRUSTS.find((trust) => found.has(trust)) ?? null;
}
