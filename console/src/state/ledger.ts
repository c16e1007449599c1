/** A gateway's ledger in a few words. Pure. */

export interface Gap {
  boot: string;
  first: number;
  last: number;
}

const SHOWN = 3;

/** The numbers of one gap. */
export function tellRun({ first, last }: Gap): string {
  return first === last ? `${first}` : `${first}–${last}`;
}

/** The first gaps by their numbers, and that there are more; empty where nothing is missing. */
export function tellGaps(gaps: readonly Gap[]): string {
  const told = gaps.slice(0, SHOWN).map(tellRun);
  if (told.length === 0) return "";
  return `(${told.join(", ")}${gaps.length > SHOWN ? ", …" : ""})`;
}

/** All that was refused, whatever for. */
export function sumRefused(refused: Readonly<Record<string, number>>): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}
