/** The known name that an unknown one probably means. Pure. */

/** Letters that may differ, as a share of the name: beyond it two names are merely two names. */
const ALIKE = 1 / 3;

/** What writers of tag lists vary: width, case, what stands between letters and numbers. */
function plain(name: string): string {
  return name
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-_./\\:#]/g, "");
}

/**
 * How many letters must be put in, left out, exchanged or swapped with their neighbour to make one
 * name of the other (optimal string alignment); Infinity beyond `most`.
 */
export function countEdits(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let edits = Math.min(
        last[column]! + 1,
        line[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1];
      if (swapped) edits = Math.min(edits, before[column - 2]! + 1);
      line.push(edits);
    }
    if (Math.min(...line) > most) return Infinity;
    [before, last] = [last, line];
  }
  return last[other.length]! > most ? Infinity : last[other.length]!;
}

/** The nearest of the known names, the first of several; null where none is like it. */
export function findNearest(unknown: string, known: Iterable<string>): string | null {
  const wanted = plain(unknown);
  if (wanted === "") return null;
  let nearest: string | null = null;
  let fewest = Math.max(1, Math.floor(wanted.length * ALIKE)) + 1;
  for (const name of known) {
    const edits = countEdits(wanted, plain(name), fewest - 1);
    if (edits < fewest) [nearest, fewest] = [name, edits];
    if (fewest === 0) break;
  }
  return nearest;
}
