/** The areas of a place as a list: what the map says of each, for keyboard and screen reader, too. */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { keyOf, type Atlas, type Place } from "../state/atlas";
import { NOTHING_STANDS, type Standings, type Tally } from "../state/standings";
import type { Area, Park } from "../wire/plant";
import { Badge } from "./badge";
import { Figures } from "./figures";
import { wordForLevel } from "./hazard_level";
import { useSpeech } from "./language";
import { still } from "./still";

export interface ListProps {
  desk: Desk;
  park: Park;
  atlas: Atlas;
  place: Place;
  standings: Standings;
}

export function AreaList({ desk, atlas, place, standings }: ListProps) {
  const { say } = useSpeech();
  const areas = useMemo(() => sortAreas(atlas, place), [atlas, keyOf(place)]);
  if (areas.length === 0) return null;
  return (
    <div class="areas">
      <h3>{say("mapAreas")}</h3>
      {areas.map((area) => (
        <AreaCard
          key={area.id}
          desk={desk}
          atlas={atlas}
          area={area}
          tally={standings.tallies.get(keyOf({ kind: "area", id: area.id })) ?? NOTHING_STANDS}
        />
      ))}
    </div>
  );
}

/**
 * Those with hazards first, by what the plant directory says and not by alarms: nothing moves while
 * one looks for it.
 */
function sortAreas(atlas: Atlas, place: Place): Area[] {
  const empty = ({ id }: Area) => atlas.hazardsIn({ kind: "area", id }).length === 0;
  return [...atlas.areasIn(place)].sort((one, other) => +empty(one) - +empty(other));
}

interface CardProps {
  desk: Desk;
  atlas: Atlas;
  area: Area;
  tally: Tally;
}

const AreaCard = still(({ desk, atlas, area, tally }: CardProps) => {
  const { say, name, named } = useSpeech();
  const place: Place = { kind: "area", id: area.id };
  const level = atlas.levelOf(place);
  const count = atlas.hazardsIn(place).length;
  return (
    <div class="hazard">
      <button
        type="button"
        class="hazard-head"
        onClick={() => desk.overview.enter(place)}
        data-testid="area"
        data-area={area.id}
      >
        <span class={`hazard-level level-${level ?? "none"}`}>
          {count === 0 ? named("areaKind", area.kind) : say(wordForLevel({ level }))}
        </span>
        <span class="hazard-name" title={name(area)}>
          {name(area)}
        </span>
        {tally.worst && (
          <Badge priority={tally.worst} look={tally.unacknowledged > 0 ? "calling" : "steady"} />
        )}
        <span class="hazard-figures">
          <Figures by={tally.by} />
          <span class="figure muted">
            {count === 0
              ? say("mapNoHazards")
              : count === 1
                ? say("mapHazard")
                : say("mapHazards", { count })}
          </span>
        </span>
      </button>
    </div>
  );
});
