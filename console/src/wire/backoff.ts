/** How long to wait before the next attempt to connect. Pure: the randomness comes in. */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * The wait before attempt `attempt` (0 = first): 0.5 s doubling up to 15 s, then 50–100 % of it,
 * so that the desks of a whole control room do not come back in the same instant.
 *
 * @param random in [0, 1)
 */
export function waitBefore(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return full * (0.5 + random / 2);
}
