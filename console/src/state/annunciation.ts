/**
 * Which alarm sounds. Pure; making the sound is `view/sound.ts`.
 *
 * An unacknowledged standing alarm sounds until it is acknowledged or silenced (消音). Silence is
 * local to one desk and covers the alarms of that moment: a new one, a new activation or a rise in
 * priority sounds again (ISA-18.2 annunciation; glossary: 消音).
 */
import { rank, worse } from "./alarms";
import type { AlarmRow, Priority } from "../wire/frames";

/** What was silenced: alarm id → the activation and the priority it had. */
export type Silenced = ReadonlyMap<string, { raisedAt: number | null; priority: Priority }>;

/** Conditions whose excursion sounds even when it is found afterwards (contract 1, rule 7). */
const GRAVE: ReadonlySet<string> = new Set(["HH", "LL"]);

function isFoundLate(alarm: AlarmRow): boolean {
  return (
    alarm.state === "returned_unacknowledged" &&
    alarm.marks.includes("late") &&
    (GRAVE.has(alarm.condition) || rank(alarm.priority) <= rank("high"))
  );
}

function asksForSound(alarm: AlarmRow): boolean {
  if (alarm.held !== null) return false;
  const standsUnseen = alarm.state === "unacknowledged" || alarm.state === "latched_unacknowledged";
  return standsUnseen || isFoundLate(alarm);
}

function isSilenced(alarm: AlarmRow, silenced: Silenced): boolean {
  const entry = silenced.get(alarm.id);
  return (
    entry !== undefined &&
    entry.raisedAt === alarm.raised_at &&
    rank(alarm.priority) >= rank(entry.priority)
  );
}

/** The worst priority that must be heard now, null for quiet. */
export function soundDue(alarms: Iterable<AlarmRow>, silenced: Silenced): Priority | null {
  let due: Priority | null = null;
  for (const alarm of alarms) {
    if (asksForSound(alarm) && !isSilenced(alarm, silenced)) due = worse(due, alarm.priority);
  }
  return due;
}

/** Everything that sounds now, silenced. Forgets what no longer asks for sound. */
export function silence(alarms: Iterable<AlarmRow>): Silenced {
  const silenced = new Map<string, { raisedAt: number | null; priority: Priority }>();
  for (const alarm of alarms) {
    if (asksForSound(alarm)) {
      silenced.set(alarm.id, { raisedAt: alarm.raised_at, priority: alarm.priority });
    }
  }
  return silenced;
}
