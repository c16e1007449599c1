/**
 * The fold of one stream: a snapshot in parts, then deltas each naming the one before it. Pure;
 * what to do about a gap (connect again, resuming) is the conversation's decision.
 */
import type { Delta, Resume, Snap } from "../wire/frames";

/** How many deltas back it is known what they changed. */
const REMEMBERED = 64;

export type Taken = "applied" | "partial" | "ignored" | "gap";

export class Stream<Row extends object> {
  /** What is known, by key. Kept through resync and reconnection until better is known. */
  rows: ReadonlyMap<string, Row> = new Map();
  /** Counts every change of `rows`: cheap to compare, so that views know when to think again. */
  version = 0;

  #keyOf: (row: Row) => string;
  /** What the newest deltas changed, the last one at the end. */
  #changes: (readonly string[])[] = [];
  #place: Resume | null = null;
  #pending: { q: number; part: number; rows: Map<string, Row> } | null = null;

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  /** Whether a whole snapshot was ever taken and nothing has broken the chain since. */
  get whole(): boolean {
    return this.#place !== null;
  }

  /** Where to resume from, null when only a snapshot will do. */
  get resume(): Resume | null {
    return this.#place;
  }

  /** Keys of what has changed or gone since a version; null: too long ago, or everything may have. */
  changedSince(version: number): ReadonlySet<string> | null {
    const count = this.version - version;
    return count > this.#changes.length
      ? null
      : new Set(this.#changes.slice(this.#changes.length - count).flat());
  }

  /** The chain is broken on the server's word (`resync`): keep the rows, want a snapshot. */
  breakChain(): void {
    this.#place = null;
    this.#pending = null;
  }

  takeSnap(snap: Snap<Row>): Taken {
    if (snap.part === 1) this.#pending = { q: snap.q, part: 0, rows: new Map() };
    const pending = this.#pending;
    if (!pending || pending.q !== snap.q || pending.part + 1 !== snap.part) {
      this.#pending = null;
      return "gap";
    }
    pending.part = snap.part;
    for (const row of snap.rows) pending.rows.set(this.#keyOf(row), row);
    if (snap.part < snap.parts) return "partial";
    this.rows = pending.rows;
    this.#changes = [];
    this.#pending = null;
    this.#place = { epoch: snap.epoch, q: snap.q };
    this.version += 1;
    return "applied";
  }

  takeDelta(delta: Delta<Row>): Taken {
    if (!this.#place) return "ignored";
    if (delta.prev !== this.#place.q) return "gap";
    const rows = this.rows as Map<string, Row>;
    for (const op of delta.ops) {
      if (op[0] === "d") rows.delete(op[1]);
      // An unknown key arrives with its whole row, a known one with the fields that changed.
      else rows.set(op[1], { ...rows.get(op[1]), ...op[2] } as Row);
    }
    this.#changes.push(delta.ops.map(([, key]) => key));
    if (this.#changes.length > REMEMBERED) this.#changes.shift();
    this.#place = { epoch: this.#place.epoch, q: delta.q };
    this.version += 1;
    return "applied";
  }
}
