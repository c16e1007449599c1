/**
 * Left, above the lists: the map of one place, the way to it and out of it, where the selected alarm
 * is, the wind there, and what the colours mean. A schematic (示意图): it needs no tiles, no network and
 * no surveyed coordinates.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { isSame, keyOf, type Atlas, type Place } from "../state/atlas";
import { PRIORITIES } from "../state/alarms";
import { cardsOf, drawMap, type Picture } from "../state/map_cards";
import type { Size } from "../state/map_plan";
import type { Standings } from "../state/standings";
import { findStations } from "../state/wind";
import type { Park } from "../wire/plant";
import { Badge } from "./badge";
import { wordForLevel } from "./hazard_level";
import { useSpeech, type Speech } from "./language";
import { DESK, MapFigure } from "./map_figure";
import { still } from "./still";
import { useRoom } from "./use_room";
import { Wind } from "./wind";

export interface MapProps {
  desk: Desk;
  park: Park;
  atlas: Atlas;
  place: Place;
  standings: Standings;
}

export function MapPane(props: MapProps) {
  const { desk, park, atlas, place } = props;
  const { say } = useSpeech();
  const around = useAround(props);
  const [figure, room] = useRoom<HTMLDivElement>();
  const picture = useMemo(() => room && draw(atlas, place, room), [atlas, keyOf(place), room]);
  const cards = useMemo(() => cardsOf(atlas, place), [atlas, keyOf(place)]);
  return (
    <div class="map" role="group" aria-label={say("map")} data-testid="map">
      <div ref={figure} class="map-figure">
        {room && picture && (
          <MapFigure
            desk={desk}
            park={park}
            room={room}
            picture={picture}
            standings={props.standings}
            around={around}
          />
        )}
        <Elsewhere {...props} around={around} />
        {room && !picture && (
          <p class="map-empty">
            {cards.length === 0 ? say("mapNothing") : say("mapTooMany", { count: cards.length })}
          </p>
        )}
      </div>
      <p class="map-note" title={picture ? sayNote(say, picture) : ""}>
        {picture && sayNote(say, picture)}
      </p>
      <MapWind desk={desk} park={park} atlas={atlas} place={place} />
      <Legend ungraded={cards.some(({ level }) => level === null)} />
    </div>
  );
}

function draw(atlas: Atlas, place: Place, room: Size): Picture | null {
  return (
    drawMap(cardsOf(atlas, place), room, DESK) ?? drawMap(cardsOf(atlas, place, true), room, DESK)
  );
}

function sayNote(say: Speech["say"], { spots, rows }: Picture): string {
  const how = spots.length === 0 ? say("mapRows") : say("mapPlaces");
  const rest = spots.length > 0 && rows.length > 0;
  return [say("schematic"), how, rest ? say("mapPlaceless", { count: rows.length }) : ""]
    .filter(Boolean)
    .join(" · ");
}

/** Keys of everything that lies around the selected source. */
function useAround({ desk, atlas }: MapProps): ReadonlySet<string> {
  const { selectedAlarm: alarm, selectedSource } = desk;
  const source = selectedSource ?? desk.selection.tag ?? "";
  const [hazard, enterprise] = [alarm?.hazard ?? "", alarm?.enterprise ?? ""];
  return useMemo(
    () => new Set(source === "" ? [] : atlas.keysAround(source, hazard, enterprise)),
    [atlas, source, hazard, enterprise],
  );
}

/** Where the selected alarm is if the map shows another place: it never moves there by itself. */
function Elsewhere({ desk, park, atlas, place, around }: MapProps & { around: ReadonlySet<string> }) {
  const { say } = useSpeech();
  const source = desk.selectedSource ?? desk.selection.tag ?? "";
  if (source === "" || around.size === 0 || around.has(keyOf(place))) return null;
  const alarm = desk.selectedAlarm;
  const found = atlas.find(source, alarm?.hazard, alarm?.enterprise);
  if (!found) return null;
  return (
    <p class="map-elsewhere" data-testid="map-elsewhere">
      {say("mapElsewhere")}{" "}
      <button type="button" onClick={() => desk.overview.enter(found)}>
        <PlaceName park={park} place={found} />
      </button>
    </p>
  );
}

export function PlaceName({ park, place }: { park: Park; place: Place }) {
  const { say, name } = useSpeech();
  if (place.kind === "site") return <>{park.areas.size > 0 ? say("site") : name(park.plant)}</>;
  const lists = { area: park.areas, enterprise: park.enterprises, hazard: park.hazards };
  const known = lists[place.kind].get(place.id);
  return <>{known ? name(known) : place.id}</>;
}

interface CrumbsProps extends Pick<MapProps, "desk" | "park" | "atlas" | "place"> {}

/** From the outermost place to the present one; what shows nothing of its own is left out. */
export function Crumbs({ desk, park, atlas, place }: CrumbsProps) {
  const { say } = useSpeech();
  const path = atlas.pathTo(place).filter((one) => isSame(atlas.enter(one), one));
  // Also of one place alone: what stands beneath must not move when somebody goes in.
  return (
    <nav class="crumbs" aria-label={say("mapWay")} data-testid="crumbs">
      <button
        type="button"
        class="crumb-back"
        title={`${say("mapBack")} (Esc)`}
        aria-label={say("mapBack")}
        disabled={path.length < 2}
        onClick={() => desk.overview.leavePlace()}
        data-testid="map-back"
      >
        ←
      </button>
      <ol>
        {path.map((one) => (
          <li key={keyOf(one)}>
            {isSame(one, place) ? (
              <b id="map-place" tabIndex={-1} aria-current="location">
                <PlaceName park={park} place={one} />
              </b>
            ) : (
              <button type="button" onClick={() => desk.overview.enter(one)}>
                <PlaceName park={park} place={one} />
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The station of the place; of what has none any other, which is named all the same. */
function MapWind({ desk, park, atlas, place }: Omit<MapProps, "standings">) {
  const station = useMemo(() => {
    const hazards = new Set(atlas.hazardsIn(place).map(({ id }) => id));
    const all = findStations(park.tags.values());
    return all.find(({ direction }) => hazards.has(direction.hazard)) ?? all[0];
  }, [park, keyOf(place)]);
  if (!station) return null;
  return (
    <p class="map-wind" data-testid="map-wind">
      <Wind desk={desk} park={park} station={station} />
    </p>
  );
}

const Legend = still(({ ungraded }: { ungraded: boolean }) => {
  const { say } = useSpeech();
  const levels = ungraded ? [1, 2, 3, 4, null] : [1, 2, 3, 4];
  return (
    <dl class="map-legend" data-testid="map-legend">
      <dt>{say("mapLevels")}</dt>
      <dd>
        {levels.map((level) => (
          <span key={level} class={`map-level level-${level ?? "none"}`}>
            {say(wordForLevel({ level }))}
          </span>
        ))}
      </dd>
      <dt>{say("mapBadges")}</dt>
      <dd>
        {PRIORITIES.map((priority) => (
          <Badge key={priority} priority={priority} />
        ))}
      </dd>
    </dl>
  );
});
