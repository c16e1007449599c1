/**
 * What is worked out of a stream: once for each of its versions, however many views ask for it and
 * however often they are drawn. Pure but for remembering the last answer.
 */
import type { Stream } from "./stream";

/** What was worked out before, and the keys of the rows that have changed or gone since. */
export interface Before<Result> {
  result: Result;
  changed: ReadonlySet<string>;
}

export class Derived<Row extends object, Result> {
  #stream: Stream<Row>;
  #work: (rows: ReadonlyMap<string, Row>, before: Before<Result> | null) => Result;
  #done: { version: number; result: Result } | null = null;

  /** @param work may build on what was before; null: it has to begin anew */
  constructor(
    stream: Stream<Row>,
    work: (rows: ReadonlyMap<string, Row>, before: Before<Result> | null) => Result,
  ) {
    this.#stream = stream;
    this.#work = work;
  }

  /** For the rows as they are now. */
  get value(): Result {
    const { rows, version } = this.#stream;
    if (this.#done?.version !== version) {
      this.#done = { version, result: this.#work(rows, this.#before()) };
    }
    return this.#done.result;
  }

  #before(): Before<Result> | null {
    const done = this.#done;
    const changed = done && this.#stream.changedSince(done.version);
    return done && changed && { result: done.result, changed };
  }
}
