/** Where labels of lines that lie close together are written. Pure. */

/**
 * Each label as near to its line as it can be with `apart` between any two, inside `least` to
 * `most`. Positions come back in the order given.
 */
export function spread(
  lines: readonly number[],
  apart: number,
  least: number,
  most: number,
): number[] {
  const order = lines.map((_, index) => index).sort((one, other) => lines[one]! - lines[other]!);
  const places = [...lines];
  let free = least;
  for (const index of order) {
    places[index] = Math.max(lines[index]!, free);
    free = places[index]! + apart;
  }
  let bound = most;
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index]!, bound);
    bound = places[index]! - apart;
  }
  return places;
}
