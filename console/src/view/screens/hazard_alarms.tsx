/** What stands at a hazard, in the order of the alarm list; each leads to the alarm itself. */
import { stands } from "../../state/alarms";
import type { AlarmRow } from "../../wire/frames";
import { durationOf, valueOf } from "../alarm_facts";
import { AlarmLink } from "../alarm_link";
import { lookOf } from "../alarm_row";
import { Badge } from "../badge";
import { useSpeech } from "../language";
import { readTag } from "../reading";
import type { HazardProps } from "./hazard_page";

/** Of more the list on the overview is the place. */
const MOST = 30;

interface AlarmsProps extends HazardProps {
  alarms: readonly AlarmRow[];
}

export function HazardAlarms({ desk, park, hazard, alarms }: AlarmsProps) {
  const { say } = useSpeech();
  const known = desk.conversation.streams.alarms.version > 0;
  const row = desk.conversation.streams.hazards.rows.get(hazard.id);
  return (
    <section class="pane hazard-alarms" aria-label={say("hazardAlarms")}>
      <div class="pane-head">
        <h3>{say("hazardAlarms")}</h3>
        <span class="muted">{alarms.length}</span>
        {row && row.held > 0 && (
          <span class="muted">{say("hazardHeld", { count: row.held })}</span>
        )}
      </div>
      <ul class="pane-body" tabIndex={0} aria-label={say("hazardAlarms")}>
        {alarms.slice(0, MOST).map((alarm) => (
          <Line key={alarm.id} desk={desk} park={park} alarm={alarm} />
        ))}
        {alarms.length > MOST && (
          <li class="muted">{say("moreAlarms", { count: alarms.length - MOST })}</li>
        )}
        {alarms.length === 0 && <li class="muted">{say(known ? "noAlarms" : "loading")}</li>}
      </ul>
    </section>
  );
}

function Line({ desk, park, alarm }: Omit<HazardProps, "hazard"> & { alarm: AlarmRow }) {
  const { named, duration } = useSpeech();
  const tag = park.tags.get(alarm.source);
  const value = valueOf(alarm, tag && readTag(desk, tag));
  return (
    <li class="hazard-alarm" data-testid="hazard-alarm">
      <Badge priority={alarm.priority} look={lookOf(alarm)} />
      <AlarmLink desk={desk} park={park} id={alarm.id} testid="hazard-alarm-link" />
      <span class="hazard-alarm-value">
        {value !== null && `${value} ${alarm.unit}`}
      </span>
      <span class="muted">
        {named("state", alarm.state)}
        {stands(alarm) && ` ${durationOf(desk, alarm, duration)}`}
      </span>
    </li>
  );
}
