/**
 * Where an action asked for at this desk stands, and what may be said of it. Pure.
 *
 * An answer that never came is its own kind: the action may have been carried out or not, and only
 * the alarm itself, once it can be seen again, tells which.
 */
import { wantsAcknowledgement } from "./alarms";
import { findHold, HELD_BY, type HoldAct, type ReleaseAct } from "./holding";
import type { AlarmRow, Instant, Result } from "../wire/frames";

export type Act = "acknowledge" | "reset" | HoldAct | ReleaseAct;

export type Outcome =
  | { kind: "done" }
  /** The alarm is no longer what the operator saw. */
  | { kind: "conflict" }
  /** `why` is a word of the server, or `forbidden`, or `other`. */
  | { kind: "refused"; why: string }
  | { kind: "unknown" };

/** `about` is what `subjectOf` gave when the act was asked for. */
export type Notice = { act: Act; about: Instant | null } & (
  { kind: "pending"; since: number } | Exclude<Outcome, { kind: "done" }>
);

/** An answer that has not come after this long is not waited for, ms. */
export const PATIENCE_MS = 15_000;

/** Whether the alarm still waits for the act. */
export function wants(act: Act, alarm: AlarmRow): boolean {
  switch (act) {
    case "acknowledge":
      return wantsAcknowledgement(alarm);
    case "reset":
      return alarm.state === "latched_acknowledged";
    case "unshelve":
    case "return-to-service":
      return findHold(alarm, HELD_BY[act]) !== null;
    default:
      // What is held may be held again, on other terms.
      return true;
  }
}

/** What the act is about, by when it began: this activation, or this hold (null: none yet). */
export function subjectOf(act: Act, alarm: AlarmRow): Instant | null {
  if (act === "acknowledge" || act === "reset") return alarm.raised_at;
  return findHold(alarm, HELD_BY[act])?.at ?? null;
}

/** What the live stream's answer means for one alarm; null is a socket that went first. */
export function judgeResult(id: string, result: Result | null): Outcome {
  if (!result) return { kind: "unknown" };
  if (result.ok.includes(id)) return { kind: "done" };
  if (result.conflict.includes(id)) return { kind: "conflict" };
  const refused = result.refused.find((entry) => entry.key === id);
  if (refused) return { kind: "refused", why: refused.detail };
  return judgeStatus(result.problem?.status ?? 0, "");
}

/**
 * What a refused request means.
 *
 * @param status of HTTP
 * @param detail the server's word for its reason
 * @param kind the server's name of the problem
 */
export function judgeStatus(status: number, detail: string, kind = ""): Outcome {
  if (status === 412) return { kind: "conflict" };
  // 503: the server itself does not know whether it was recorded.
  if (status === 503 || status === 504) return { kind: "unknown" };
  if (kind === "second-person") return { kind: "refused", why: "second_person_refused" };
  if (status === 429) return { kind: "refused", why: "too_many_attempts" };
  if (status === 403) return { kind: "refused", why: "forbidden" };
  return { kind: "refused", why: status === 409 && detail ? detail : "other" };
}

/** The notice as it is to stand beside the alarm as it now is, null when it has done its part. */
export function revise(notice: Notice, alarm: AlarmRow | undefined, now: number): Notice | null {
  if (!alarm || !wants(notice.act, alarm) || subjectOf(notice.act, alarm) !== notice.about)
    return null;
  if (notice.kind !== "pending" || now - notice.since < PATIENCE_MS) return notice;
  return { act: notice.act, about: notice.about, kind: "unknown" };
}
