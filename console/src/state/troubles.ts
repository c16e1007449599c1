/**
 * Whether the platform itself is in trouble, and of which kind. Pure. A live connection to a
 * platform that hears no gateway shows a picture that is calm and wrong.
 */
import { isSystem, stands } from "./alarms";
import type { AlarmRow } from "../wire/frames";

/** Most harmful to the picture first; what is not listed comes last. */
const ORDER: readonly string[] = ["broker", "spool", "journal"];

/** While these fail, picture and record are still true. */
const BEHIND: ReadonlySet<string> = new Set(["historian", "notices"]);

function place(alarm: AlarmRow): number {
  const found = ORDER.indexOf(alarm.source);
  return found < 0 ? ORDER.length : found;
}

/** The platform's standing alarms about itself that make picture or record untrue. */
export function findTroubles(alarms: Iterable<AlarmRow>): readonly AlarmRow[] {
  return [...alarms]
    .filter((alarm) => isSystem(alarm) && stands(alarm) && !BEHIND.has(alarm.source))
    .sort((one, other) => place(one) - place(other) || (one.id < other.id ? -1 : 1));
}
