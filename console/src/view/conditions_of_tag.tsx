/**
 * In the detail: all alarms of one source, the one that leads its line first, each to be selected and
 * acted on by itself; and a word when one that is worse than the selected stands.
 */
import type { Desk } from "../desk";
import { isListed, rank } from "../state/alarms";
import { conditionsOf } from "../state/folding";
import type { AlarmRow } from "../wire/frames";
import type { Park } from "../wire/plant";
import { lookOf } from "./alarm_row";
import { Badge } from "./badge";
import { sayCondition } from "./condition";
import { useSpeech } from "./language";

interface ConditionsProps {
  desk: Desk;
  park: Park;
  source: string;
  /** The one that is selected; beside it only others are worth a list. */
  alarm: AlarmRow | null;
}

export function ConditionsOfTag({ desk, park, source, alarm }: ConditionsProps) {
  const { say } = useSpeech();
  const all = conditionsOf(desk.board.bySource, source);
  const lead = all[0];
  if (!lead || (alarm && all.length < 2)) return null;
  const worse = alarm && isListed(lead) && rank(lead.priority) < rank(alarm.priority);
  return (
    <div class="conditions" data-testid="conditions">
      {!alarm && <h3>{say("alarmsOfTag")}</h3>}
      {worse && (
        <p class="conditions-worse" role="status">
          {say("worseStands")}
        </p>
      )}
      <ul>
        {all.map((one) => (
          <li key={one.id}>
            <ConditionButton desk={desk} park={park} alarm={one} chosen={one.id === alarm?.id} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ConditionProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
  chosen: boolean;
}

function ConditionButton({ desk, park, alarm, chosen }: ConditionProps) {
  const speech = useSpeech();
  const { named } = speech;
  return (
    <button
      type="button"
      class="condition"
      aria-pressed={chosen}
      onClick={() => desk.selectAlarm(alarm.id)}
      data-testid="condition"
      data-alarm={alarm.id}
    >
      <Badge priority={alarm.priority} look={lookOf(alarm)} />
      <span>{sayCondition(speech, park, alarm.source, alarm.condition)}</span>
      <small>
        {!chosen && named("state", alarm.state)}
        {alarm.held && ` · ${named("held", alarm.held)}`}
      </small>
    </button>
  );
}
