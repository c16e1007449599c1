/**
 * The acknowledgement of a group from this desk: the form that is open with the group as it stood
 * then, what is typed into it, and what became of each alarm. It goes out over the live stream alone:
 * without one nobody could tell what he has before him.
 */
import {
  findCandidates,
  findChange,
  planBulk,
  reportOn,
  USUAL_LEVEL,
  type Candidate,
  type Plan,
  type Report,
  type Settled,
} from "./state/bulk";
import { judgeResult, PATIENCE_MS, type Outcome } from "./state/notices";
import { SeenRows } from "./state/seen_rows";
import type { Conversation } from "./wire/conversation";
import type { AlarmRow, Priority, Result } from "./wire/frames";
import type { Live } from "./wire/live";

/** What one frame may carry (contract section 7). */
const MOST_AT_ONCE = 1000;

export interface BulkHost {
  readonly conversation: Conversation;
  readonly live: Live;
  readonly isLost: () => boolean;
  readonly changed: () => void;
}

export interface BulkForm {
  candidates: readonly Candidate[];
  level: Priority;
  reason: string;
}

export class BulkWork {
  readonly seen = new SeenRows();
  form: BulkForm | null = null;
  /** What became of the last group, until it is put away. */
  report: Report | null = null;
  sending = false;

  #host: BulkHost;

  constructor(host: BulkHost) {
    this.#host = host;
  }

  /** Begins with a group as it stands: what comes after is not part of it. */
  open(alarms: Iterable<AlarmRow>): void {
    if (this.#host.isLost()) return;
    const candidates = findCandidates(alarms, (alarm) => this.seen.find(alarm));
    this.report = null;
    this.form = { candidates, level: this.form?.level ?? USUAL_LEVEL, reason: "" };
    this.#host.changed();
  }

  write(changed: Partial<Pick<BulkForm, "level" | "reason">>): void {
    if (this.form) this.form = { ...this.form, ...changed };
    this.#host.changed();
  }

  close(): void {
    this.form = null;
    this.report = null;
    this.#host.changed();
  }

  get plan(): Plan | null {
    return this.form && planBulk(this.form.candidates, this.form.level);
  }

  /** Whether it may be sent: there is something to send, a reason, and a live picture. */
  get ready(): boolean {
    const { form, plan } = this;
    return (
      !this.sending &&
      !this.#host.isLost() &&
      (plan?.send.length ?? 0) > 0 &&
      (form?.reason.trim() ?? "") !== ""
    );
  }

  async send(): Promise<void> {
    const { form, plan } = this;
    if (!form || !plan || !this.ready) return;
    const { rows } = this.#host.conversation.streams.alarms;
    const settled: Settled[] = [];
    const going: Candidate[] = [];
    for (const one of plan.send) {
      const change = findChange(one.alarm, rows.get(one.alarm.id));
      if (change) settled.push({ alarm: one.alarm, outcome: change });
      else going.push(one);
    }
    this.sending = true;
    this.#host.changed();
    for (let from = 0; from < going.length; from += MOST_AT_ONCE) {
      const part = going.slice(from, from + MOST_AT_ONCE);
      const result = await this.#ask(part, form.reason.trim());
      settled.push(...part.map(({ alarm }) => ({ alarm, outcome: judge(alarm, result) })));
    }
    this.sending = false;
    this.form = null;
    this.report = reportOn(settled);
    this.#host.changed();
  }

  /** @returns null where no answer came */
  #ask(part: readonly Candidate[], reason: string): Promise<Result | null> {
    const { conversation, live } = this.#host;
    return new Promise((resolve) => {
      const seen = part.flatMap((one) => one.seen ?? []);
      const frame = conversation.acknowledge(seen, reason, resolve);
      if (live.send(frame)) {
        setTimeout(() => resolve(null), PATIENCE_MS);
      } else {
        conversation.forget(frame);
        resolve(null);
      }
    });
  }
}

function judge(alarm: AlarmRow, result: Result | null): Outcome {
  return judgeResult(alarm.id, result);
}
