/** In a row of the list: how often the alarm came, and the marks of a nuisance alarm. */
import type { Desk } from "../desk";
import { NUISANCES } from "../state/alarms";
import type { AlarmRow, Nuisance } from "../wire/frames";
import type { Park } from "../wire/plant";
import { formatNear } from "../words/time";
import { useSpeech } from "./language";
import { sayCounted, sayNuisance } from "./nuisance_words";

/** More have no room; how many more is said, and the detail tells them all. */
const MOST = 1;

interface ChipsProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
}

export function Chips({ desk, park, alarm }: ChipsProps) {
  const speech = useSpeech();
  const marks = [...alarm.nuisances].sort(compareKinds);
  return (
    <>
      {alarm.line && alarm.line.count > 1 && (
        <span
          class="chip chip-row"
          title={sayCounted(speech, alarm.line, desk.now)}
          data-testid="count-of-line"
        >
          ×{alarm.line.count}
          <span class="chip-since">
            {" "}
            {speech.say("sinceTime", { time: formatNear(alarm.line.began, desk.now).slice(0, -3) })}
          </span>
        </span>
      )}
      {marks.slice(0, MOST).map((mark) => (
        <span
          key={mark.kind}
          class="chip chip-row"
          title={sayNuisance(speech, park, mark, desk.now)}
          data-testid="nuisance"
        >
          {speech.named("nuisance", mark.kind)}
          {mark.count > 1 && ` ${mark.count}`}
        </span>
      ))}
      {marks.length > MOST && <span class="chip chip-row">+{marks.length - MOST}</span>}
    </>
  );
}

function compareKinds(one: Nuisance, other: Nuisance): number {
  return NUISANCES.indexOf(one.kind) - NUISANCES.indexOf(other.kind);
}
