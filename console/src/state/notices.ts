/**
 * Where an action asked for at this desk stands, and what may be said of it. Pure.
 *
 * An answer that never came is its own kind: the action may have been carried out or not, and only
 * the alarm itself, once it can be seen again, tells which.
 */
import { wantsAcknowledgement } from "./alarms";
import type { AlarmRow, Result } from "../wire/frames";

export type Act = "acknowledge" | "reset";

export type Outcome =
  | { kind: "done" }
  /** The alarm is no longer what the operator saw. */
  | { kind: "conflict" }
  /** `why` is a word of the server, or `forbidden`, or `other`. */
  | { kind: "refused"; why: string }
  | { kind: "unknown" };

export type Notice = { act: Act; raisedAt: number | null } & (
  { kind: "pending"; since: number } | Exclude<Outcome, { kind: "done" }>
);

/** An answer that has not come after this long is not waited for, ms. */
export const PATIENCE_MS = 15_000;

/** Whether the alarm still waits for the act. */
export function wants(act: Act, alarm: AlarmRow): boolean {
  return act === "acknowledge"
    ? wantsAcknowledgement(alarm)
    : alarm.state === "latched_acknowledged";
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
 */
export function judgeStatus(status: number, detail: string): Outcome {
  if (status === 412) return { kind: "conflict" };
  // 503: the server itself does not know whether it was recorded.
  if (status === 503 || status === 504) return { kind: "unknown" };
  if (status === 403) return { kind: "refused", why: "forbidden" };
  return { kind: "refused", why: status === 409 && detail ? detail : "other" };
}

/** The notice as it is to stand beside the alarm as it now is, null when it has done its part. */
export function revise(notice: Notice, alarm: AlarmRow | undefined, now: number): Notice | null {
  if (!alarm || !wants(notice.act, alarm) || alarm.raised_at !== notice.raisedAt) return null;
  if (notice.kind !== "pending" || now - notice.since < PATIENCE_MS) return notice;
  return { act: notice.act, raisedAt: notice.raisedAt, kind: "unknown" };
}
