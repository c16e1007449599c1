/**
 * When this screen first drew each raise, by the platform's clock: the last stage of an alarm's way.
 * What stood already when the desk was opened it did not see come, and says nothing of.
 */
import type { Conversation } from "./wire/conversation";
import type { AlarmRow, Instant } from "./wire/frames";

interface Seen {
  raisedAt: Instant | null;
  /** Null until it is drawn; undefined: it stood before. */
  painted: Instant | null | undefined;
}

export class PaintMemory {
  #conversation: Conversation;
  #seen = new Map<string, Seen>();
  #followed = -1;
  #waiting = new Set<string>();

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** Takes in what the stream has changed. */
  follow(): void {
    const { alarms } = this.#conversation.streams;
    if (alarms.version === this.#followed || !alarms.whole) return;
    const first = this.#followed < 0;
    const changed = first ? null : alarms.changedSince(this.#followed);
    this.#followed = alarms.version;
    for (const id of changed ?? alarms.rows.keys()) this.#take(id, alarms.rows.get(id), first);
    if (changed === null) this.#forgetGone(alarms.rows);
  }

  /** The page has been drawn with everything that was taken in. */
  drawn(monotonic: number): void {
    if (this.#waiting.size === 0) return;
    const painted = this.#conversation.clock.at(monotonic);
    for (const id of this.#waiting) {
      const seen = this.#seen.get(id);
      if (seen) this.#seen.set(id, { ...seen, painted });
    }
    this.#waiting.clear();
  }

  /** When this activation was first drawn here, null where it was not seen to come. */
  find({ id, raised_at }: Pick<AlarmRow, "id" | "raised_at">): Instant | null {
    const seen = this.#seen.get(id);
    return seen?.raisedAt === raised_at ? (seen.painted ?? null) : null;
  }

  #take(id: string, row: AlarmRow | undefined, first: boolean): void {
    if (!row) {
      this.#seen.delete(id);
      this.#waiting.delete(id);
    } else if (this.#seen.get(id)?.raisedAt !== row.raised_at || !this.#seen.has(id)) {
      this.#seen.set(id, { raisedAt: row.raised_at, painted: first ? undefined : null });
      if (!first) this.#waiting.add(id);
    }
  }

  #forgetGone(rows: ReadonlyMap<string, AlarmRow>): void {
    for (const id of this.#seen.keys()) if (!rows.has(id)) this.#take(id, undefined, false);
  }
}
