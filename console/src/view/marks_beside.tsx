/**
 * The small marks in a line of the alarm list: the other conditions of its source, each to be
 * selected by itself, and the worst priority that the source reached since it was last normal.
 */
import type { Desk } from "../desk";
import { wantsAcknowledgement } from "../state/alarms";
import type { Line } from "../state/folding";
import { findFallen } from "../state/peaks";
import type { AlarmRow, Priority } from "../wire/frames";
import type { Park } from "../wire/plant";
import { SHAPES } from "./badge";
import { sayCondition } from "./condition";
import { useSpeech } from "./language";

/** More have no room; how many more is said, and the detail lists them all. */
const MOST = 3;

/** Conditions whose own name is short enough for a mark. */
const SHORT: ReadonlySet<string> = new Set(["LL", "L", "H", "HH"]);

export function MarksBeside({ desk, park, line }: { desk: Desk; park: Park; line: Line }) {
  const fallen = findFallen(desk.memory.peaks, line.lead);
  const room = fallen ? MOST - 1 : MOST;
  const others = line.alarms.slice(1);
  const { length } = others;
  const shown = length > room ? others.slice(0, room - 1) : others;
  if (length === 0 && !fallen) return null;
  return (
    <span class="marks-beside" data-testid="marks-beside">
      {fallen && <PeakMark peak={fallen} />}
      {shown.map((alarm) => (
        <MarkBeside key={alarm.id} desk={desk} park={park} alarm={alarm} />
      ))}
      {shown.length < length && <small>+{length - shown.length}</small>}
    </span>
  );
}

function PeakMark({ peak }: { peak: Priority }) {
  const { say, named } = useSpeech();
  const told = say("peak", { priority: named("priority", peak) });
  return (
    <span class={`mark-peak peak-${peak}`} title={told} data-testid="peak">
      <span aria-hidden="true">{SHAPES[peak]}↓</span>
      <span class="unseen">{told}</span>
    </span>
  );
}

function MarkBeside({ desk, park, alarm }: { desk: Desk; park: Park; alarm: AlarmRow }) {
  const speech = useSpeech();
  const { named } = speech;
  const condition = sayCondition(speech, park, alarm.source, alarm.condition);
  const code = SHORT.has(alarm.condition) ? alarm.condition : "";
  const words = `${named("priority", alarm.priority)} ${condition} ${named("state", alarm.state)}`;
  // What is seen on it is said first: whoever speaks to the computer calls it by that.
  const told = `${code} ${words}`.trimStart();
  const look = wantsAcknowledgement(alarm) ? "badge-calling" : "badge-steady";
  const chosen = desk.selection.alarm === alarm.id;
  const select = (event: Event) => {
    event.stopPropagation();
    desk.selectAlarm(alarm.id);
  };
  return (
    <button
      type="button"
      class={`mark-beside badge-${alarm.priority} ${look}`}
      aria-current={chosen}
      // Reached by the arrows and by the detail, not one by one with Tab.
      tabIndex={-1}
      title={words}
      aria-label={told}
      onClick={select}
      data-testid="mark-beside"
      data-alarm={alarm.id}
    >
      <span aria-hidden="true">{SHAPES[alarm.priority]}</span>
      {code && <span class="mark-code">{code}</span>}
    </button>
  );
}
