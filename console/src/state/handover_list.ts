/**
 * The handovers as a list to choose from: those that are kept, the shift that runs, and what is
 * missing. Pure.
 */
import type { HandoverLine, MissingHandover, ShiftTurn, Turn } from "../wire/handovers";

export interface Lists {
  lines: readonly HandoverLine[];
  missing: readonly MissingHandover[];
  shifts: readonly ShiftTurn[];
}

export const NO_LISTS: Lists = { lines: [], missing: [], shifts: [] };

export interface Entry {
  turn: Turn;
  /** Null: it was not drafted. */
  line: HandoverLine | null;
  running: boolean;
}

/** What is kept and what runs now or did in the last day, the newest first. */
export function listEntries({ lines, shifts }: Lists, now: number): Entry[] {
  const known = new Map<string, Entry>();
  for (const turn of shifts) known.set(turn.id, { turn, line: null, running: isRunning(turn, now) });
  for (const line of lines) {
    known.set(line.id, { turn: line, line, running: line.shift !== "" && isRunning(line, now) });
  }
  return [...known.values()].sort(
    (one, other) => other.turn.to - one.turn.to || (one.turn.id < other.turn.id ? 1 : -1),
  );
}

function isRunning(turn: Turn, now: number): boolean {
  return turn.from <= now && now < turn.to;
}

/** What is shown where nobody chose: the shift that runs, else the newest. */
export function chooseFirst(entries: readonly Entry[]): string | null {
  return (entries.find((entry) => entry.running) ?? entries[0])?.turn.id ?? null;
}

/** The turn of an id, whether it was drafted or not. */
export function findTurn({ lines, missing, shifts }: Lists, id: string): Turn | null {
  return [...lines, ...shifts, ...missing].find((turn) => turn.id === id) ?? null;
}

/** From when on a page can be signed; null where it is not known. */
export function findSignable({ lines, shifts }: Lists, id: string): number | null {
  return [...lines, ...shifts].find((turn) => turn.id === id)?.signable_from ?? null;
}
