/**
 * One line of the alarm list: which alarm leads it must be readable however narrow the list, and
 * that others stand beside it must be seen.
 */
import type { ComponentChildren } from "preact";
import type { Desk } from "../desk";
import { isListed, wantsAcknowledgement } from "../state/alarms";
import type { Line } from "../state/folding";
import type { Member } from "../state/nesting";
import type { Seat } from "../state/order";
import type { AlarmRow } from "../wire/frames";
import type { Park } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatNear } from "../words/time";
import { tellNotice } from "./action_panel";
import { durationOf, unitOf, valueOf } from "./alarm_facts";
import { Badge } from "./badge";
import { sayCondition } from "./condition";
import { rowId } from "./grid";
import { GroupToggle } from "./group_toggle";
import { useSpeech } from "./language";
import { MarksBeside } from "./marks_beside";
import { Chips } from "./row_chips";
import { decimalsOfTag, readTag } from "./reading";

export function lookOf(alarm: AlarmRow): "steady" | "calling" | "hollow" {
  if (!wantsAcknowledgement(alarm) || !alarm.annunciated) return "steady";
  return alarm.state === "returned_unacknowledged" ? "hollow" : "calling";
}

/** The alarm as it is now, also when it left the list under the operator's hand. */
function nowOf(desk: Desk, lead: AlarmRow): AlarmRow {
  return desk.alarms.get(lead.id) ?? { ...lead, state: "normal", held: null, holds: [] };
}

interface RowProps {
  desk: Desk;
  park: Park;
  line: Line;
  index: number;
  /** Beneath which line it stands, null: beneath none. */
  seat: Seat | null;
  /** What stands beneath it. */
  members: readonly Member[];
  toggle: (head: string) => void;
}

export function Row({ desk, park, line, index, seat, members, toggle }: RowProps) {
  const speech = useSpeech();
  const alarm = nowOf(desk, line.lead);
  const chosen = desk.selectedSource === line.source;
  const gone = !isListed(alarm);
  const tag = park.tags.get(alarm.source);
  const reading = tag && readTag(desk, tag);
  const decimals = tag ? decimalsOfTag(tag) : decimalsFor(null, null, [alarm.limit]);
  const live = valueOf(alarm, reading);
  const value = live ?? formatNumber(alarm.value, decimals);
  const unit = unitOf(alarm, park, speech.name);
  const opened = desk.opened.has(line.source);
  const classes = [
    "row alarm-columns",
    gone ? "row-held" : line.calls ? `row-unacknowledged row-${alarm.priority}` : "",
    chosen ? "row-chosen" : "",
    seat ? "row-member" : "",
    live !== null && reading?.stale ? "is-stale" : "",
  ];
  return (
    <div
      id={rowId(line.source)}
      class={classes.join(" ")}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      aria-level={seat ? 2 : 1}
      aria-expanded={members.length > 0 ? opened : undefined}
      onClick={() => desk.selectAlarm(alarm.id)}
      data-testid="alarm-row"
      data-alarm={alarm.id}
      data-state={alarm.state}
    >
      <span role="gridcell">
        <Badge priority={alarm.priority} look={gone ? "hollow" : lookOf(alarm)} />
        {!gone && <MarksBeside desk={desk} park={park} line={line} />}
      </span>
      <span role="gridcell" class="wrap cell-state">
        <State desk={desk} alarm={alarm} />
      </span>
      <span role="gridcell" class="wrap number">
        {alarm.raised_at === null ? "—" : formatNear(alarm.raised_at, desk.now)}
      </span>
      <span role="gridcell" class="ellipsis cell-unit" title={unit}>
        {unit}
      </span>
      <span role="gridcell" class="two-lines">
        <Which park={park} alarm={alarm}>
          {members.length > 0 && (
            <GroupToggle members={members} opened={opened} toggle={() => toggle(line.source)} />
          )}
          <Chips desk={desk} park={park} alarm={alarm} />
        </Which>
      </span>
      <span role="gridcell" class="number">
        <span class="value">
          {value} <small>{value === "—" ? "" : alarm.unit}</small>
        </span>
      </span>
      <span role="gridcell" class="number cell-limit">
        {formatNumber(alarm.limit, decimals)}
      </span>
      <span role="gridcell" class="number">
        {durationOf(desk, alarm, speech.duration)}
      </span>
      <span role="gridcell" class="ellipsis cell-by" title={alarm.by}>
        {alarm.by || "—"}
      </span>
    </div>
  );
}

interface WhichProps {
  park: Park;
  alarm: AlarmRow;
  /** What is said before the name. */
  children?: ComponentChildren;
}

/** What names an alarm: its source and condition, below them the name. */
export function Which({ park, alarm, children }: WhichProps) {
  const speech = useSpeech();
  const tag = park.tags.get(alarm.source);
  const condition = sayCondition(speech, park, alarm.source, alarm.condition);
  return (
    <>
      <span class="which">
        <b class="ellipsis" title={alarm.source}>
          {alarm.source}
        </b>
        <span class="which-condition" title={condition}>
          {condition}
        </span>
      </span>
      <small class="which-name">
        {children}
        <span class="ellipsis" title={speech.pick(alarm.message)}>
          {tag ? speech.name(tag) : speech.pick(alarm.message)}
        </span>
      </small>
    </>
  );
}

/** The state; of what is held and silent what holds it, of what is held and calls both. */
function State({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const speech = useSpeech();
  const trouble = tellNotice(speech, desk.actions.notices.get(alarm.id));
  return (
    <>
      {trouble && (
        <span class="row-trouble" title={trouble}>
          ⚠{" "}
        </span>
      )}
      {alarm.held && !isListed(alarm)
        ? speech.named("held", alarm.held)
        : speech.named("state", alarm.state)}
      {alarm.held && isListed(alarm) && (
        <small class="state-beside">{speech.named("held", alarm.held)}</small>
      )}
      {alarm.realarms > 0 && (
        <small class="state-beside" data-testid="realarms">
          {speech.say("realarmed", { count: alarm.realarms })}
        </small>
      )}
    </>
  );
}
