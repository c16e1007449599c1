/**
 * In the detail: from which alarm this one follows or beneath which it stands, what stands beneath it
 * in turn, how often it came, and its marks of a nuisance alarm.
 */
import type { Desk } from "../desk";
import type { AlarmRow } from "../wire/frames";
import type { Park } from "../wire/plant";
import { AlarmLink } from "./alarm_link";
import { useSpeech } from "./language";
import { sayCounted, sayNuisance } from "./nuisance_words";

interface LineFactsProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
}

export function LineFacts({ desk, park, alarm }: LineFactsProps) {
  const speech = useSpeech();
  const { say } = speech;
  const counted = alarm.line && alarm.line.count > 1 ? alarm.line : null;
  const under = alarm.line?.under ?? "";
  if (!alarm.root && !under && !counted && alarm.nuisances.length === 0) return null;
  return (
    <div class="line-facts" data-testid="line-facts">
      {alarm.root && (
        <p>
          {say("followsFrom")} <AlarmLink desk={desk} park={park} id={alarm.root} testid="root" />
        </p>
      )}
      {under && under !== alarm.root && (
        <p>
          {say("standsBeneath")} <AlarmLink desk={desk} park={park} id={under} testid="under" />
        </p>
      )}
      {counted && <p data-testid="counted">{sayCounted(speech, counted, desk.now)}</p>}
      {alarm.nuisances.map((mark) => (
        <p key={mark.kind} data-testid="nuisance-fact">
          {sayNuisance(speech, park, mark, desk.now)}
        </p>
      ))}
    </div>
  );
}
