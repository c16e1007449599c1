/** The wind on the wall, station by station. */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { leafAt } from "../state/turning";
import { findStations } from "../state/wind";
import type { Park } from "../wire/plant";
import { Wind } from "./wind";

/** Stations that have room beside one another. */
const FITS = 2;

export function WallWind({ desk, park, turn }: { desk: Desk; park: Park; turn: number }) {
  const stations = useMemo(() => findStations(park.tags.values()), [park]);
  const leaf = leafAt(stations, { fits: FITS, turn });
  if (stations.length === 0) return null;
  return (
    <p class="wall-winds" data-testid="wall-wind">
      {leaf.shown.map((station) => (
        <Wind key={station.direction.tag} desk={desk} park={park} station={station} />
      ))}
      {leaf.pages > 1 && (
        <span class="wall-page">
          {leaf.page}/{leaf.pages}
        </span>
      )}
    </p>
  );
}
