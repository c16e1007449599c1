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

/** Names that are known, to be asked for the one that an unknown name is like. */
export class KnownNames {
  /** As they are compared, each with the name that stands for it. */
  #plain: readonly (readonly [string, string])[];
  #found = new Map<string, string | null>();

  /** @param names each with the name that is to be used in its place, which may be itself */
  constructor(names: Iterable<readonly [string, string]>) {
    this.#plain = [...names].map(([name, used]) => [plain(name), used]);
  }

  /** The name to be used for the nearest, the first of several; null where none is like it. */
  nearest(unknown: string): string | null {
    // A test asks every second, and thousands of names may be known.
    const found = this.#found.get(unknown);
    if (found !== undefined) return found;
    const nearest = this.#search(plain(unknown));
    this.#found.set(unknown, nearest);
    return nearest;
  }

  #search(wanted: string): string | null {
    let nearest: string | null = null;
    let most = Math.max(1, Math.floor(wanted.length * ALIKE));
    for (const [name, used] of wanted === "" ? [] : this.#plain) {
      const edits = countEdits(wanted, name, most);
      if (edits === 0) return used;
      if (edits <= most) [nearest, most] = [used, edits - 1];
    }
    return nearest;
  }
}
