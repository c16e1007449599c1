/** How long a stop may be asked to last by one press: what its category allows. Pure. */
import type { StopRules } from "../wire/filed_stops";

const HOUR_MS = 3_600_000;
const SPANS_MS: readonly number[] = [2, 8, 24, 72, 168, 720].map((hours) => hours * HOUR_MS);

/** Shortest first; the longest that is allowed is among them. */
export function findTimeHints(rules: StopRules, category: string): number[] {
  const longest = rules.categories.find((rule) => rule.category === category)?.longest_ms;
  if (longest === undefined) return [...SPANS_MS];
  return [...SPANS_MS.filter((span) => span < longest), longest];
}
