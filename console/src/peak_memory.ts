/**
 * The worst that each source reached since it was last normal, as this desk has seen it and as the
 * journal tells what was before. What that means is `state/peaks.ts`.
 */
import { sourceOf } from "./state/alarms";
import type { AlarmBoard } from "./state/board";
import { conditionsOf } from "./state/folding";
import { joinPeaks, raisePeaks, recallPeaks, type Peaks } from "./state/peaks";
import type { Conversation } from "./wire/conversation";
import type { Priority } from "./wire/frames";
import { readRecentJournal } from "./wire/rest";

export class PeakMemory {
  #peaks = new Map<string, Priority>();
  #conversation: Conversation;
  #board: AlarmBoard;
  #followed = -1;
  #recalled = 0;

  constructor(conversation: Conversation, board: AlarmBoard) {
    this.#conversation = conversation;
    this.#board = board;
  }

  get peaks(): Peaks {
    return this.#peaks;
  }

  /** Takes in what the stream shows; behind a new connection the journal is asked as well. */
  follow(): void {
    const { streams, connections } = this.#conversation;
    const { alarms } = streams;
    if (alarms.version !== this.#followed) {
      const changed = alarms.changedSince(this.#followed);
      this.#followed = alarms.version;
      if (changed) this.#raise(changed);
      else this.#peaks = raisePeaks(this.#peaks, alarms.rows.values());
    }
    if (alarms.whole && connections > this.#recalled) void this.#recall(connections);
  }

  /** Of some alarms only their sources are gone through. */
  #raise(changed: ReadonlySet<string>): void {
    const sources = new Set([...changed].map(sourceOf));
    const beside = [...sources].flatMap((source) => conditionsOf(this.#board.bySource, source));
    const raised = raisePeaks(this.#peaks, beside);
    for (const source of sources) this.#peaks.delete(source);
    for (const [source, priority] of raised) this.#peaks.set(source, priority);
  }

  async #recall(connection: number): Promise<void> {
    this.#recalled = connection;
    try {
      const entries = await readRecentJournal();
      const before = recallPeaks(entries, this.#conversation.streams.alarms.rows.values());
      this.#peaks = joinPeaks(this.#peaks, before);
    } catch {
      // The marks of before are an addition; what stands now is on the list all the same.
    }
  }
}
