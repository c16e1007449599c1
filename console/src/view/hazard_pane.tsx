/** Left: the map of one place, and beneath it the same as lists: areas, hazards, a hazard's tags. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import { atlasOf, keyOf, SITE } from "../state/atlas";
import { readPlace } from "../state/map_address";
import type { Park } from "../wire/plant";
import { AreaList } from "./area_list";
import { HazardList } from "./hazard_list";
import { useSpeech } from "./language";
import { Crumbs, MapPane } from "./map_pane";
import { useStandings } from "./use_standings";

export function HazardPane({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const atlas = atlasOf(park);
  const place = readPlace(desk.address, atlas);
  const standings = useStandings(desk, atlas);
  // Beneath a hazard's equipment the hazards around it stay in reach.
  const around = (place.kind === "hazard" && atlas.leave(place)) || place;
  const pane = useFocus(keyOf(place));
  const body = useTop(keyOf(around));
  const shown = { desk, park, atlas, standings };
  return (
    <section ref={pane} class="pane hazards" aria-label={say("hazards")}>
      <div class="pane-head">
        <h2>{say("hazards")}</h2>
        <span class="muted">{atlas.hazardsIn(around).length}</span>
        <button
          type="button"
          class="button-quiet"
          aria-pressed={desk.overview.filter.hazard === null && desk.overview.filter.reach === null}
          onClick={() => desk.overview.enter(SITE)}
        >
          {say("allHazards")}
        </button>
      </div>
      <Crumbs desk={desk} park={park} atlas={atlas} place={place} />
      <div ref={body} class="pane-body">
        <MapPane {...shown} place={place} />
        <AreaList {...shown} place={around} />
        <HazardList {...shown} place={around} />
      </div>
    </section>
  );
}

/** Who goes in by the keyboard stays in the pane: what had the focus may be gone. */
function useFocus(place: string) {
  const pane = useRef<HTMLElement>(null);
  const held = useRef(false);
  held.current = pane.current?.contains(document.activeElement) ?? false;
  useEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (held.current && lost) document.getElementById("map-place")?.focus();
  }, [place]);
  return pane;
}

/** Other lists begin at their top, beneath the map; those of before stay where they are. */
function useTop(lists: string) {
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = 0;
  }, [lists]);
  return body;
}
