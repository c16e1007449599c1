/**
 * What is held in one way: who holds it, why, until when and how long that still is. What ends
 * soonest stands first.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { matches } from "../state/filter";
import { listHeld, timeLeft } from "../state/holding";
import type { AlarmRow, Held, Hold } from "../wire/frames";
import type { Park } from "../wire/plant";
import { formatNear } from "../words/time";
import type { Word } from "../words/words";
import { lookOf, Which } from "./alarm_row";
import { Badge } from "./badge";
import { Grid, rowId } from "./grid";
import { useSpeech } from "./language";
import { sayHoldReason, sayTerms } from "./terms";

const COLUMNS: readonly [Word, string][] = [
  ["columnPriority", ""],
  ["columnState", "cell-held-state"],
  ["columnAlarm", ""],
  ["columnHolder", ""],
  ["columnWhy", ""],
  ["columnLeft", "number"],
];

export function HeldTable({ desk, park, held }: { desk: Desk; park: Park; held: Held }) {
  const { named } = useSpeech();
  const stream = desk.conversation.streams.alarms;
  const all = useMemo(() => listHeld(stream.rows.values(), held), [stream, stream.version, held]);
  const rows = new Map(
    all.filter(({ alarm }) => matches(alarm, desk.overview.filter)).map((row) => [row.alarm.id, row]),
  );
  return (
    <Grid
      key={held}
      desk={desk}
      label={named("held", held)}
      layout="held-columns"
      columns={COLUMNS}
      order={[...rows.keys()]}
      chosen={desk.selection.alarm}
      choose={(id) => desk.selectAlarm(id)}
      touch={() => undefined}
      row={(id, index) => {
        const row = rows.get(id);
        return row && <HeldRow key={id} desk={desk} park={park} {...row} index={index} />;
      }}
      empty={<Empty filtered={all.length > 0} />}
      testid={`held-${held}`}
    />
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  const { say } = useSpeech();
  return <p class="empty">{say(filtered ? "noAlarmsMatch" : "nothingHeld")}</p>;
}

interface HeldRowProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
  hold: Hold;
  index: number;
}

function HeldRow({ desk, park, alarm, hold, index }: HeldRowProps) {
  const speech = useSpeech();
  const { named } = speech;
  const chosen = desk.selection.alarm === alarm.id;
  const who = named("actor", hold.by);
  const why = sayHoldReason(speech, hold);
  return (
    <div
      id={rowId(alarm.id)}
      class={`row held-columns ${chosen ? "row-chosen" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onClick={() => desk.selectAlarm(alarm.id)}
      data-testid="held-row"
      data-alarm={alarm.id}
      data-state={alarm.state}
    >
      <span role="gridcell">
        <Badge priority={alarm.priority} look={lookOf(alarm)} />
      </span>
      <span role="gridcell" class="wrap cell-held-state">
        {named("state", alarm.state)}
      </span>
      <span role="gridcell" class="two-lines">
        <Which park={park} alarm={alarm} />
      </span>
      <span role="gridcell" class="two-lines" title={who}>
        <span class="ellipsis">{who}</span>
        <small>{formatNear(hold.at, desk.now)}</small>
      </span>
      <span role="gridcell" class="two-lines" title={why}>
        <span class="ellipsis">{why}</span>
        <small>{sayTerms(speech, hold.terms)}</small>
      </span>
      <span role="gridcell" class="number two-lines">
        <Left desk={desk} hold={hold} />
      </span>
    </div>
  );
}

function Left({ desk, hold }: { desk: Desk; hold: Hold }) {
  const { say, duration } = useSpeech();
  const left = timeLeft(hold, desk.shownTime);
  if (left === null || !hold.terms) return <small>{say("endsByDesign")}</small>;
  return (
    <>
      <span data-testid="time-left">{duration(left)}</span>
      <small>{say("untilTime", { time: formatNear(hold.terms.until, desk.now) })}</small>
    </>
  );
}
