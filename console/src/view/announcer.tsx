/** Speaks the newest critical alarm to a screen reader, and nothing less than critical. */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { sayAlarm } from "./condition";
import { useSpeech } from "./language";

export function CriticalAnnouncer({ desk, park }: { desk: Desk; park: Park }) {
  const speech = useSpeech();
  const newest = desk.board.newestCritical;
  return (
    <p class="unseen" aria-live="assertive">
      {newest &&
        `${speech.named("priority", "critical")} ${sayAlarm(speech, park, newest.id)}`}
    </p>
  );
}
