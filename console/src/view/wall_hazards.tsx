/** The hazards on the wall, in the order of the plant directory: each keeps its number and its place. */
import type { Desk } from "../desk";
import { rateOf } from "../state/online_rate";
import { leafAt } from "../state/turning";
import type { Standing } from "../state/wall_alarms";
import type { HazardRow } from "../wire/frames";
import { ROLES, type Hazard, type Park } from "../wire/plant";
import { formatIndex } from "../words/grading_text";
import { Badge } from "./badge";
import { useSpeech } from "./language";
import { wordForLevel } from "./hazard_level";
import { useRoom } from "./use_room";
import { WallPanel } from "./wall_panel";

/** Height of a row, em, as wall.css has it. */
const ROW_EM = 4.7;

interface HazardsProps {
  desk: Desk;
  park: Park;
  turn: number;
  /** Hazard → what stands there. */
  standing: ReadonlyMap<string, Standing>;
}

export function WallHazards({ desk, park, turn, standing }: HazardsProps) {
  const { say } = useSpeech();
  const [list, room] = useRoom<HTMLUListElement>();
  const { rows } = desk.conversation.streams.hazards;
  const known = desk.conversation.streams.alarms.version > 0;
  const hazards = [...park.hazards.values()].map((hazard, index) => ({ hazard, number: index + 1 }));
  const leaf = leafAt(hazards, { fits: Math.floor((room?.h ?? ROW_EM) / ROW_EM), turn });
  return (
    <WallPanel name="hazards" title={say("hazards")} note={say("wallPersons")} leaf={leaf}>
      <ul ref={list} class="wall-list">
        {leaf.shown.map(({ hazard, number }) => (
          <Row
            key={hazard.id}
            park={park}
            hazard={hazard}
            number={number}
            row={rows.get(hazard.id)}
            standing={standing.get(hazard.id)}
            known={known}
          />
        ))}
        {hazards.length === 0 && <li class="wall-empty">{say("wallNoHazards")}</li>}
      </ul>
    </WallPanel>
  );
}

interface RowProps {
  park: Park;
  hazard: Hazard;
  /** The one that it has on the map. */
  number: number;
  row: HazardRow | undefined;
  standing: Standing | undefined;
  /** Whether the alarms were ever read. */
  known: boolean;
}

function Row({ park, hazard, number, row, standing, known }: RowProps) {
  const { say, name } = useSpeech();
  const enterprise = park.enterprises.get(hazard.enterprise);
  const unacknowledged = standing?.unacknowledged ?? 0;
  const r = hazard.grading?.r ?? null;
  return (
    <li data-testid="wall-hazard" data-hazard={hazard.id}>
      <span class={`wall-level level-${hazard.level ?? "none"}`}>
        {number} {say(wordForLevel(hazard))}
      </span>
      <p class="wall-first">
        <strong>{name(hazard)}</strong>
        {standing ? (
          <Badge priority={standing.worst} look={unacknowledged > 0 ? "calling" : "steady"} />
        ) : (
          <span>{say(known ? "wallNoAlarm" : "noData")}</span>
        )}
      </p>
      <p class="wall-second">
        {r !== null && <span>R {formatIndex(r)}</span>}
        {row && <Online row={row} />}
        {unacknowledged > 0 && (
          <strong>{say("unacknowledgedOf", { count: unacknowledged })}</strong>
        )}
        {enterprise && <span>{name(enterprise)}</span>}
      </p>
      <Persons hazard={hazard} />
    </li>
  );
}

function Online({ row }: { row: HazardRow }) {
  const { say } = useSpeech();
  const rate = rateOf(row);
  return (
    <>
      <span>
        {rate === null
          ? say("wallNoTags")
          : `${say("onlineRate")} ${rate.toFixed(1)}% ${row.online}/${row.tags}`}
      </span>
      {row.stale > 0 && (
        <span>
          {say("stale")} {row.stale}
        </span>
      )}
    </>
  );
}

function Persons({ hazard }: { hazard: Hazard }) {
  const { say, named } = useSpeech();
  const told = ROLES.filter((role) => hazard.responsible[role]);
  return (
    <p class="wall-third" data-testid="wall-persons">
      {told.length === 0 && say("wallNoPersons")}
      {told.map((role) => (
        <span key={role}>
          {named("responsible", role)} {hazard.responsible[role]}
        </span>
      ))}
    </p>
  );
}
