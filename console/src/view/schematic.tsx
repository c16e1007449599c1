/**
 * A plan of the park as inline SVG: every hazard at its place, its worst alarm upon it. A schematic
 * (示意图), not a map: it needs no tiles, no network and no surveyed coordinates. The cards below
 * it say and do the same for keyboard and screen reader.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { toggleHazard } from "../state/filter";
import { HEIGHT, placeOnPlan, WIDTH, type Spot } from "../state/plan";
import type { Hazard, Park } from "../wire/plant";
import type { Word } from "../words/words";
import { SHAPES } from "./badge";
import { useSpeech } from "./language";

const LEVELS: Readonly<Record<number, Word>> = {
  1: "hazardLevel1",
  2: "hazardLevel2",
  3: "hazardLevel3",
  4: "hazardLevel4",
};

export function wordForLevel(hazard: Pick<Hazard, "level">): Word {
  return LEVELS[hazard.level ?? 0] ?? "hazardUngraded";
}

export function Schematic({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const spots = useMemo(() => placeOnPlan(park.hazards.values()), [park]);
  if (spots.length === 0) return null;
  return (
    <>
      <svg class="schematic" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {spots.map((spot) => (
          <SpotMark key={spot.thing.id} desk={desk} spot={spot} />
        ))}
      </svg>
      <p class="schematic-note">
        {say("schematic")} · {say("schematicLegend")}
      </p>
    </>
  );
}

function SpotMark({ desk, spot }: { desk: Desk; spot: Spot<Hazard> }) {
  const { name, say } = useSpeech();
  const { thing: hazard, x, y } = spot;
  const row = desk.conversation.streams.hazards.rows.get(hazard.id);
  const chosen = desk.filter.hazard === hazard.id;
  return (
    <g
      class={chosen ? "spot spot-chosen" : "spot"}
      transform={`translate(${x} ${y})`}
      onClick={() => desk.ask(toggleHazard(desk.filter, hazard))}
    >
      <title>
        {name(hazard)} · {say(wordForLevel(hazard))}
      </title>
      <rect x={-13} y={-13} width={26} height={26} rx={4} class="spot-body" />
      {row?.worst ? (
        <>
          <rect x={-10} y={-10} width={20} height={20} rx={3} class={`fill-${row.worst}`} />
          <text class={`spot-shape on-${row.worst}`} text-anchor="middle" y={5}>
            {SHAPES[row.worst]}
          </text>
        </>
      ) : (
        <text class="spot-level" text-anchor="middle" y={4.5}>
          {hazard.level ?? "–"}
        </text>
      )}
    </g>
  );
}
