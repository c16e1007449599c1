/**
 * The histories of the tags of one picture: asked for each by itself, so that one that is refused
 * takes no other with it, and given up as soon as another range is wanted. What readings make of a
 * history is `state/trace.ts`.
 */
import type { Bins } from "./state/series";
import { emptyTrace, takeReading, traceOf, withNewer, type Trace } from "./state/trace";
import type { Grid } from "./state/trend_range";
import type { Instant } from "./wire/frames";
import { Refusal } from "./wire/rest";

export interface Told {
  /** What is known, perhaps still of the range before. */
  trace: Trace | null;
  asking: boolean;
  /** Why the last asking failed: the server's name of it, or `other`. */
  failure: string | null;
}

const NOTHING: Told = { trace: null, asking: true, failure: null };

type Read = (tag: string, grid: Grid, signal: AbortSignal) => Promise<Bins>;

interface Asked {
  key: string;
  grid: Grid;
  abort: AbortController;
}

export class TrendHistories {
  #read: Read;
  #changed: () => void;
  #told = new Map<string, Told>();
  #asked = new Map<string, Asked>();
  /** Counts every change: cheap to compare, so that the picture knows when to be drawn. */
  version = 0;

  constructor(read: Read, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
  }

  of(tag: string): Told {
    return this.#told.get(tag) ?? NOTHING;
  }

  /** Asks for what of these tags was not asked for under the same `key`, and forgets all others. */
  want(tags: readonly string[], grid: Grid, key: string): void {
    for (const tag of this.#asked.keys()) if (!tags.includes(tag)) this.#forget(tag);
    for (const tag of tags) if (this.#asked.get(tag)?.key !== key) this.#ask(tag, grid, key);
  }

  /** Asks once more for what failed. */
  again(tag: string): void {
    const asked = this.#asked.get(tag);
    if (asked) this.#ask(tag, asked.grid, asked.key);
  }

  /** A reading of the live stream. */
  take(tag: string, unit: string, t: Instant, value: number, oldest: Instant): void {
    const asked = this.#asked.get(tag);
    const told = this.of(tag);
    // What was read while the history is on its way is in it, or comes with the next reading.
    if (!asked || (told.trace === null && told.asking)) return;
    const width = (asked.grid.to - asked.grid.from) / asked.grid.points;
    const before = told.trace ?? emptyTrace(tag, unit, width);
    const trace = takeReading(before, t, value, oldest);
    if (trace !== told.trace) this.#tell(tag, { ...told, trace });
  }

  close(): void {
    for (const tag of [...this.#asked.keys()]) this.#forget(tag);
  }

  #ask(tag: string, grid: Grid, key: string): void {
    this.#asked.get(tag)?.abort.abort();
    const abort = new AbortController();
    this.#asked.set(tag, { key, grid, abort });
    this.#tell(tag, { ...this.of(tag), asking: true });
    this.#read(tag, grid, abort.signal)
      .then((bins) => ({
        trace: withNewer(traceOf(bins), this.of(tag).trace, grid.to),
        asking: false,
        failure: null,
      }))
      .catch((error: unknown) => ({ ...this.of(tag), asking: false, failure: nameOf(error) }))
      .then((told) => {
        if (!abort.signal.aborted) this.#tell(tag, told);
      });
  }

  #forget(tag: string): void {
    this.#asked.get(tag)?.abort.abort();
    this.#asked.delete(tag);
    this.#told.delete(tag);
    this.version += 1;
  }

  #tell(tag: string, told: Told): void {
    this.#told.set(tag, told);
    this.version += 1;
    this.#changed();
  }
}

function nameOf(error: unknown): string {
  return error instanceof Refusal && error.kind !== "" ? error.kind : "other";
}
