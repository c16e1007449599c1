/** One row of the alarm list: which alarm it is must be readable however narrow the list. */
import type { Desk } from "../desk";
import { stands, wantsAcknowledgement } from "../state/alarms";
import type { AlarmRow } from "../wire/frames";
import { placeOf, type Park } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatNear } from "../words/time";
import { tellNotice } from "./action_panel";
import { Badge } from "./badge";
import { sayCondition } from "./condition";
import { useSpeech } from "./language";
import { decimalsOfTag, readTag, type Reading } from "./reading";

/** The id in the document of an alarm's row. */
export function rowId(alarm: string): string {
  return `alarm-${alarm}`;
}

function lookOf(alarm: AlarmRow): "steady" | "calling" | "hollow" {
  if (!wantsAcknowledgement(alarm) || alarm.held) return "steady";
  return alarm.state === "returned_unacknowledged" ? "hollow" : "calling";
}

interface RowProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
  index: number;
}

export function Row({ desk, park, alarm, index }: RowProps) {
  const speech = useSpeech();
  const { named, name, pick } = speech;
  const gone = !desk.alarms.has(alarm.id);
  const state = gone ? "normal" : alarm.state;
  const tag = park.tags.get(alarm.source);
  const reading = tag && readTag(desk, tag);
  const decimals = tag ? decimalsOfTag(tag) : decimalsFor(null, null, [alarm.limit]);
  const live = valueOf(alarm, reading);
  const value = live ?? formatNumber(alarm.value, decimals);
  const condition = sayCondition(speech, park, alarm.source, alarm.condition);
  const unit = unitOf(alarm, park, speech.name);
  const trouble = tellNotice(speech, desk.actions.notices.get(alarm.id));
  const classes = [
    "row alarm-columns",
    gone || alarm.held
      ? "row-held"
      : wantsAcknowledgement(alarm)
        ? `row-unacknowledged row-${alarm.priority}`
        : "",
    desk.selection.alarm === alarm.id ? "row-chosen" : "",
    live !== null && reading?.stale ? "is-stale" : "",
  ];
  return (
    <div
      id={rowId(alarm.id)}
      class={classes.join(" ")}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={desk.selection.alarm === alarm.id}
      onClick={() => desk.selectAlarm(alarm.id)}
      data-testid="alarm-row"
      data-alarm={alarm.id}
      data-state={state}
    >
      <span role="gridcell">
        <Badge priority={alarm.priority} look={gone ? "hollow" : lookOf(alarm)} />
      </span>
      <span role="gridcell" class="wrap">
        {trouble && (
          <span class="row-trouble" title={trouble}>
            ⚠{" "}
          </span>
        )}
        {alarm.held ? named("held", alarm.held) : named("state", state)}
      </span>
      <span role="gridcell" class="wrap number">
        {alarm.raised_at === null ? "—" : formatNear(alarm.raised_at, desk.now)}
      </span>
      <span role="gridcell" class="ellipsis cell-unit" title={unit}>
        {unit}
      </span>
      <span role="gridcell" class="two-lines">
        <span class="which">
          <b class="ellipsis" title={alarm.source}>
            {alarm.source}
          </b>
          <span class="which-condition" title={condition}>
            {condition}
          </span>
        </span>
        <small title={pick(alarm.message)}>{tag ? name(tag) : pick(alarm.message)}</small>
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

/**
 * The tag's value of now while the condition stands; for one that is about the data itself, which
 * has no value, the last one known. Null: the alarm's own value says it.
 */
function valueOf(alarm: AlarmRow, reading: Reading | undefined): string | null {
  if (!reading || !stands(alarm)) return null;
  return alarm.limit !== null || alarm.value === null ? reading.text : null;
}

/** Where it is: the hazard, else the enterprise. */
function unitOf(alarm: AlarmRow, park: Park, name: (named: { name: string }) => string): string {
  const place =
    park.hazards.get(alarm.hazard) ??
    park.enterprises.get(alarm.enterprise || (placeOf(park, alarm.source).enterprise ?? ""));
  return place ? name(place) : "—";
}

/** How long the condition has stood as of the picture, or did stand. */
function durationOf(desk: Desk, alarm: AlarmRow, format: (ms: number) => string): string {
  if (alarm.raised_at === null) return "—";
  const end = stands(alarm) ? desk.shownTime : (alarm.returned_at ?? desk.shownTime);
  return format(end - alarm.raised_at);
}
