/**
 * Which alarm sounds. Pure; making the sound is `view/sound.ts`.
 *
 * An unacknowledged standing alarm sounds until it is acknowledged or silenced (消音), also one that
 * is shelved and calls on. Silence is local to one desk and covers the calls of that moment: what
 * begins to call after it, and a rise in priority, sound again (ISA-18.2 annunciation; glossary:
 * 消音). When a call began is the server's word. A lost connection sounds likewise until it is back
 * or silenced, and the next loss sounds again.
 */
import { GRAVE, rank, worse } from "./alarms";
import type { AlarmRow, Instant, Priority } from "../wire/frames";

export type Signal = Priority | "lost";

/** One call of an alarm: when it began, and of which priority it was. */
interface Call {
  calledAt: Instant | null;
  priority: Priority;
}

/** What was silenced at this desk. */
export interface Silenced {
  /** Alarm id → which call of it was silenced. */
  alarms: ReadonlyMap<string, Call>;
  /** The loss of the connection that lasts. */
  loss: boolean;
}

export const NOTHING_SILENCED: Silenced = { alarms: new Map(), loss: false };

/** Whether it was found afterwards: beyond grave limits it sounds even so (contract 1, rule 7). */
function isFoundLate(alarm: AlarmRow): boolean {
  return (
    alarm.state === "returned_unacknowledged" &&
    alarm.marks.includes("late") &&
    (GRAVE.has(alarm.condition) || rank(alarm.priority) <= rank("high"))
  );
}

function asksForSound(alarm: AlarmRow): boolean {
  if (!alarm.annunciated) return false;
  const standsUnseen = alarm.state === "unacknowledged" || alarm.state === "latched_unacknowledged";
  return standsUnseen || isFoundLate(alarm);
}

function isSilenced(alarm: AlarmRow, silenced: Silenced): boolean {
  const entry = silenced.alarms.get(alarm.id);
  return (
    entry !== undefined &&
    entry.calledAt === alarm.called_at &&
    rank(alarm.priority) >= rank(entry.priority)
  );
}

/** What must be heard now: the lost connection, else the worst alarm; null for quiet. */
export function soundDue(
  alarms: Iterable<AlarmRow>,
  lost: boolean,
  silenced: Silenced,
): Signal | null {
  if (lost && !silenced.loss) return "lost";
  let due: Priority | null = null;
  for (const alarm of alarms) {
    if (asksForSound(alarm) && !isSilenced(alarm, silenced)) due = worse(due, alarm.priority);
  }
  return due;
}

/** Everything that sounds now, silenced; what was silenced before and calls no longer is forgotten. */
export function silence(alarms: Iterable<AlarmRow>, lost: boolean): Silenced {
  const silenced = new Map<string, Call>();
  for (const alarm of alarms) {
    if (!asksForSound(alarm)) continue;
    silenced.set(alarm.id, { calledAt: alarm.called_at, priority: alarm.priority });
  }
  return { alarms: silenced, loss: lost };
}

/** A silenced loss ends with the loss. */
export function hearAgain(silenced: Silenced, lost: boolean): Silenced {
  return silenced.loss && !lost ? { ...silenced, loss: false } : silenced;
}
