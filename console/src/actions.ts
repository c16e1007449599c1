/**
 * What an operator does to alarms from this desk: each act asked for once, on the alarm as it was
 * seen, its outcome kept as a notice until the alarm itself shows it; and the words typed for it,
 * kept until they are used.
 */
import type { HoldAct, ReleaseAct, Wish } from "./state/holding";
import {
  judgeResult,
  judgeStatus,
  revise,
  subjectOf,
  wants,
  type Act,
  type Notice,
  type Outcome,
} from "./state/notices";
import type { Conversation } from "./wire/conversation";
import type { AlarmRow } from "./wire/frames";
import type { Live } from "./wire/live";
import * as rest from "./wire/rest";

export interface ActionsHost {
  readonly conversation: Conversation;
  readonly live: Live;
  readonly isLost: () => boolean;
  readonly changed: () => void;
}

export class Actions {
  notices: ReadonlyMap<string, Notice> = new Map();

  #host: ActionsHost;
  #drafts = new Map<string, string>();

  constructor(host: ActionsHost) {
    this.#host = host;
  }

  /** The comment typed for an alarm and not yet used. */
  draftOf(alarm: string): string {
    return this.#drafts.get(alarm) ?? "";
  }

  write(alarm: string, comment: string): void {
    this.#drafts.set(alarm, comment);
    this.#host.changed();
  }

  /** Whoever comes next finds nothing of what was typed here. */
  forget(): void {
    this.#drafts.clear();
    this.#host.changed();
  }

  /** Acknowledges one alarm in the version that is on the screen. */
  acknowledge(alarm: AlarmRow): void {
    if (!this.#begin("acknowledge", alarm)) return;
    const { conversation, live } = this.#host;
    const reason = this.#reasonFor(alarm);
    const seen = [{ key: alarm.id, version: alarm.version }];
    const frame = conversation.acknowledge(seen, reason, (result) =>
      this.#settle("acknowledge", alarm, judgeResult(alarm.id, result)),
    );
    if (!live.send(frame)) {
      conversation.forget(frame);
      void this.#request("acknowledge", alarm, reason);
    }
  }

  /** Lets go of a latched alarm that is back to normal and was acknowledged. */
  reset(alarm: AlarmRow): void {
    if (this.#begin("reset", alarm)) void this.#request("reset", alarm, this.#reasonFor(alarm));
  }

  /**
   * Holds an alarm as it was seen, on terms. A second person's password goes out with the wish and
   * is kept nowhere.
   *
   * @returns what became of it, null if it was not sent
   */
  async hold(act: HoldAct, alarm: AlarmRow, wish: Wish): Promise<Outcome | null> {
    if (!this.#begin(act, alarm)) return null;
    return this.#ask(act, alarm, () => rest.hold(act, alarm, wish));
  }

  /** Ends what a person began. */
  release(act: ReleaseAct, alarm: AlarmRow): void {
    if (this.#begin(act, alarm)) void this.#request(act, alarm, this.#reasonFor(alarm));
  }

  /** The operator has read why his wish was not granted, and lets it be. */
  dismiss(act: HoldAct, alarm: AlarmRow): void {
    const notice = this.notices.get(alarm.id);
    const told = notice?.kind === "refused" || notice?.kind === "conflict";
    if (notice?.act === act && told) this.#note(alarm.id, null);
  }

  /** Drops what the alarms themselves have answered by now. */
  revise(now: number): void {
    const { alarms } = this.#host.conversation.streams;
    for (const [id, notice] of this.notices) {
      const revised = revise(notice, alarms.rows.get(id), now);
      if (revised !== notice) this.#note(id, revised);
    }
    for (const id of this.#drafts.keys()) if (!alarms.rows.has(id)) this.#drafts.delete(id);
  }

  /**
   * Whether nothing may be sent about an alarm now. Nothing is while the picture is lost: an act
   * upon what the alarm was is worse than none.
   */
  isBusy(alarm: AlarmRow): boolean {
    return this.#host.isLost() || this.notices.get(alarm.id)?.kind === "pending";
  }

  #begin(act: Act, alarm: AlarmRow): boolean {
    if (this.isBusy(alarm) || !wants(act, alarm)) return false;
    const since = performance.now();
    this.#note(alarm.id, { act, about: subjectOf(act, alarm), kind: "pending", since });
    return true;
  }

  #reasonFor(alarm: AlarmRow): string {
    return this.draftOf(alarm.id).trim();
  }

  async #request(act: Act, alarm: AlarmRow, reason: string): Promise<void> {
    await this.#ask(act, alarm, () => rest.act(act, alarm, reason));
  }

  async #ask(act: Act, alarm: AlarmRow, request: () => Promise<unknown>): Promise<Outcome> {
    const outcome: Outcome = await request().then(
      () => ({ kind: "done" }),
      (error: unknown) =>
        error instanceof rest.Refusal
          ? judgeStatus(error.status, error.message, error.kind)
          : { kind: "unknown" },
    );
    this.#settle(act, alarm, outcome);
    return outcome;
  }

  #settle(act: Act, alarm: AlarmRow, outcome: Outcome): void {
    if (outcome.kind === "done") {
      // A hold has words of its own; the comment stays for what comes next.
      if (act !== "shelve" && act !== "out-of-service") this.#drafts.delete(alarm.id);
      this.#note(alarm.id, null);
    } else {
      this.#note(alarm.id, { act, about: subjectOf(act, alarm), ...outcome });
    }
  }

  #note(id: string, notice: Notice | null): void {
    const notices = new Map(this.notices);
    if (notice) notices.set(id, notice);
    else notices.delete(id);
    this.notices = notices;
    this.#host.changed();
  }
}
