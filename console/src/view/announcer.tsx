/** Speaks the newest critical alarm to a screen reader, and nothing less than critical. */
import type { Desk } from "../desk";
import type { AlarmRow } from "../wire/frames";
import type { Park } from "../wire/plant";
import { sayCondition } from "./condition";
import { useSpeech } from "./language";

export function CriticalAnnouncer({ desk, park }: { desk: Desk; park: Park }) {
  const speech = useSpeech();
  const newest = [...desk.alarms.values()]
    .filter(
      (alarm) =>
        alarm.priority === "critical" && alarm.state === "unacknowledged" && alarm.annunciated,
    )
    .reduce<AlarmRow | null>(
      (late, alarm) => ((late?.raised_at ?? 0) >= (alarm.raised_at ?? 0) && late ? late : alarm),
      null,
    );
  return (
    <p class="unseen" aria-live="assertive">
      {newest &&
        `${speech.named("priority", "critical")} ${newest.source} ${sayCondition(speech, park, newest.source, newest.condition)}`}
    </p>
  );
}
