/**
 * How much time an operator has left to respond to an alarm. Pure. By when the action helps is the
 * plant's word, which the server sends as an instant; here it is only held against the clock.
 */
import type { AlarmRow } from "../wire/frames";

/**
 * Time left, ms; negative: it has been over for so long. Null where no time is on record and where
 * none is running: somebody has acknowledged it, the condition no longer stands, or it is held.
 */
export function judgeResponse(alarm: AlarmRow, now: number): number | null {
  const due = alarm.respond_by ?? null;
  if (due === null || alarm.state !== "unacknowledged" || alarm.held !== null) return null;
  return due - now;
}
