/**
 * The alarms on the wall, gravest first: one row a source with what follows from it counted, in a
 * flood one row a hazard. The first rows stay in sight while the others turn.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { PRIORITIES } from "../state/alarms";
import { groupLines, tally, type Group } from "../state/nesting";
import { leafAt } from "../state/turning";
import { foldByHazard, type HazardFold } from "../state/wall_alarms";
import type { AlarmRow, Flood } from "../wire/frames";
import type { Park } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatNear } from "../words/time";
import { durationOf, unitOf, valueOf } from "./alarm_facts";
import { lookOf } from "./alarm_row";
import { Badge, SHAPES } from "./badge";
import { sayAlarm, sayCondition } from "./condition";
import { sayTally } from "./group_toggle";
import { useSpeech } from "./language";
import { decimalsOfTag, readTag } from "./reading";
import { useRoom } from "./use_room";
import { WallPanel } from "./wall_panel";

/** Height of a row, em, as wall.css has it. */
const ROW_EM = 3.4;
/** What turns comes again within two minutes; what is beyond is counted. */
const MOST_PAGES = 8;

interface AlarmsProps {
  desk: Desk;
  park: Park;
  turn: number;
}

export function WallAlarms({ desk, park, turn }: AlarmsProps) {
  const { say } = useSpeech();
  const { sorted } = desk.board;
  const { flood } = desk.conversation;
  const { whole } = desk.conversation.streams.alarms;
  const [list, room] = useRoom<HTMLUListElement>();
  const groups = useMemo(() => (flood ? [] : groupLines(sorted)), [sorted, flood === null]);
  const folds = useMemo(() => (flood ? foldByHazard(sorted, flood) : []), [sorted, flood?.began]);
  const fits = Math.floor((room?.h ?? ROW_EM) / ROW_EM);
  const turning = { fits, turn, pinned: Math.floor(fits / 2), most: MOST_PAGES };
  const leaf = flood ? leafAt(folds, turning) : leafAt(groups, turning);
  const rows = [...leaf.pinned, ...leaf.shown];
  return (
    <WallPanel
      name="alarms"
      title={say("alarms")}
      note={flood && <FloodNote desk={desk} park={park} flood={flood} />}
      leaf={leaf}
    >
      <ul ref={list} class="wall-list">
        {rows.map((row, index) => {
          const turns = leaf.pages > 1 && index === leaf.pinned.length;
          return "hazard" in row ? (
            <FoldRow key={`of ${row.hazard}`} desk={desk} park={park} fold={row} turns={turns} />
          ) : (
            <GroupRow key={row.lead.source} desk={desk} park={park} group={row} turns={turns} />
          );
        })}
        {rows.length === 0 && <li class="wall-empty">{say(whole ? "noAlarms" : "loading")}</li>}
      </ul>
    </WallPanel>
  );
}

function FloodNote({ desk, park, flood }: { desk: Desk; park: Park; flood: Flood }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const told = [
    say("sinceTime", { time: formatNear(flood.since, desk.now) }),
    `${say("floodRecent")} ${flood.recent}`,
    `${say("floodAll")} ${flood.alarms}`,
    `${named("mark", "first_out")} ${sayAlarm(speech, park, flood.first)}`,
  ];
  return (
    <span class="wall-flood" data-testid="wall-flood">
      <strong>{say("flood")}</strong> {told.join(" · ")}
    </span>
  );
}

interface RowProps {
  desk: Desk;
  park: Park;
  /** Whether it is the first of those that turn. */
  turns: boolean;
}

function GroupRow({ desk, park, group, turns }: RowProps & { group: Group }) {
  const speech = useSpeech();
  const { lead: alarm, alarms } = group.lead;
  const beneath = sayTally(speech, tally(group.members));
  const tag = park.tags.get(alarm.source);
  const place = unitOf(alarm, park, speech.name);
  return (
    <li class={turns ? "wall-turns" : ""} data-testid="wall-alarm" data-alarm={alarm.id}>
      <Badge priority={alarm.priority} look={lookOf(alarm)} />
      <p class="wall-first">
        <strong>
          {alarm.source} {sayCondition(speech, park, alarm.source, alarm.condition)}
        </strong>{" "}
        {tag ? speech.name(tag) : speech.pick(alarm.message)}
        {place !== "—" && ` · ${place}`}
      </p>
      <p class="wall-second">
        <strong>{speech.named("state", alarm.state)}</strong>
        {alarm.held && <span>{speech.named("held", alarm.held)}</span>}
        <span>{alarm.raised_at === null ? "—" : formatNear(alarm.raised_at, desk.now)}</span>
        <Value desk={desk} park={park} alarm={alarm} />
        <span>
          {speech.say("duration")} {durationOf(desk, alarm, speech.duration)}
        </span>
        {alarm.line && alarm.line.count > 1 && <span>×{alarm.line.count}</span>}
        {alarms.length > 1 && <span>{speech.say("wallBeside", { count: alarms.length - 1 })}</span>}
        {beneath.length > 0 && <span>{beneath.join(" · ")}</span>}
      </p>
    </li>
  );
}

/** The value against the limit, and what is to be thought of it. */
function Value({ desk, park, alarm }: { desk: Desk; park: Park; alarm: AlarmRow }) {
  const { say } = useSpeech();
  const tag = park.tags.get(alarm.source);
  const reading = tag && readTag(desk, tag);
  const decimals = tag ? decimalsOfTag(tag) : decimalsFor(null, null, [alarm.limit]);
  const live = valueOf(alarm, reading);
  const value = live ?? formatNumber(alarm.value, decimals);
  if (value === "—" && alarm.limit === null) return null;
  return (
    <span class={live !== null && reading?.stale ? "wall-stale" : ""}>
      {value} {value !== "—" && alarm.unit}
      {alarm.limit !== null && ` (${say("columnLimit")} ${formatNumber(alarm.limit, decimals)})`}
    </span>
  );
}

function FoldRow({ desk, park, fold, turns }: RowProps & { fold: HazardFold }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const { lead, first, unacknowledged } = fold;
  return (
    <li class={turns ? "wall-turns" : ""} data-testid="wall-fold" data-hazard={fold.hazard}>
      <Badge priority={fold.worst} look={unacknowledged > 0 ? "calling" : "steady"} />
      <p class="wall-first">
        <strong>{unitOf(lead, park, speech.name)}</strong>
        {PRIORITIES.filter((priority) => fold.by[priority] > 0).map((priority) => (
          <span key={priority}>
            {SHAPES[priority]} {named("priority", priority)} {fold.by[priority]}
          </span>
        ))}
        <span>{say("unacknowledgedOf", { count: unacknowledged })}</span>
      </p>
      <p class="wall-second">
        {first && (
          <span>
            {named("mark", "first_out")} <strong>{sayAlarm(speech, park, first.id)}</strong>{" "}
            {formatNear(first.raised_at ?? 0, desk.now)}
          </span>
        )}
        {first?.id !== lead.id && (
          <span>
            {say("wallGravest")} <strong>{sayAlarm(speech, park, lead.id)}</strong>{" "}
            {lead.raised_at !== null && formatNear(lead.raised_at, desk.now)}
          </span>
        )}
      </p>
    </li>
  );
}
