/**
 * The worst that each source reached since it was last normal, as this desk has seen it and as the
 * journal tells what was before. What that means is `state/peaks.ts`.
 */
import { joinPeaks, raisePeaks, recallPeaks, type Peaks } from "./state/peaks";
import type { Conversation } from "./wire/conversation";
import { readRecentJournal } from "./wire/rest";

export class PeakMemory {
  peaks: Peaks = new Map();

  #conversation: Conversation;
  #followed = -1;
  #recalled = 0;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** Takes in what the stream shows; behind a new connection the journal is asked as well. */
  follow(): void {
    const { streams, connections } = this.#conversation;
    const { alarms } = streams;
    if (alarms.version !== this.#followed) {
      this.#followed = alarms.version;
      this.peaks = raisePeaks(this.peaks, alarms.rows.values());
    }
    if (alarms.whole && connections > this.#recalled) void this.#recall(connections);
  }

  async #recall(connection: number): Promise<void> {
    this.#recalled = connection;
    try {
      const entries = await readRecentJournal();
      const before = recallPeaks(entries, this.#conversation.streams.alarms.rows.values());
      this.peaks = joinPeaks(this.peaks, before);
    } catch {
      // The marks of before are an addition; what stands now is on the list all the same.
    }
  }
}
