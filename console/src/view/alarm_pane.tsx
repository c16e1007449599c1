/** Middle: the tabs, the filter in force, and one of the lists of alarms or that of past events. */
import type { Desk, Tab } from "../desk";
import { PRIORITIES } from "../state/alarms";
import { isPartial, NO_FILTER } from "../state/filter";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { AlarmTable } from "./alarm_table";
import { CriticalAnnouncer } from "./announcer";
import { Badge } from "./badge";
import { HeldTable } from "./held_table";
import { HistoryTable } from "./history_table";
import { useSpeech } from "./language";
import { PlaceName } from "./map_pane";
import { NuisanceStrip } from "./nuisance_strip";

const TABS: readonly [Tab, Word][] = [
  ["active", "standing"],
  ["shelved", "held_shelved"],
  ["out_of_service", "held_out_of_service"],
  ["suppressed", "held_suppressed"],
  ["history", "history"],
];

/** How many alarms stand in each list, whatever the filter; the record has no number. */
function countTabs({ board }: Desk): Partial<Record<Tab, number>> {
  const { by, held } = board.counts;
  return { ...held, active: PRIORITIES.reduce((sum, priority) => sum + by[priority], 0) };
}

export function AlarmPane({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const counts = countTabs(desk);
  return (
    <section class="pane alarms" aria-label={say("alarms")}>
      <div class="pane-head">
        <h2 class="unseen">{say("alarms")}</h2>
        <div class="tabs" role="tablist">
          {TABS.map(([tab, word]) => (
            <button
              key={tab}
              type="button"
              role="tab"
              aria-selected={desk.tab === tab}
              onClick={() => desk.setTab(tab)}
              data-testid={`tab-${tab}`}
            >
              {say(word)}
              {counts[tab] !== undefined && <span class="tab-count">{counts[tab]}</span>}
            </button>
          ))}
        </div>
        <Filter desk={desk} park={park} />
      </div>
      {desk.tab === "active" && <NuisanceStrip desk={desk} />}
      <List desk={desk} park={park} />
      <CriticalAnnouncer desk={desk} park={park} />
    </section>
  );
}

function List({ desk, park }: { desk: Desk; park: Park }) {
  if (desk.tab === "active") return <AlarmTable desk={desk} park={park} />;
  if (desk.tab === "history") return <HistoryTable desk={desk} park={park} />;
  return <HeldTable desk={desk} park={park} held={desk.tab} />;
}

function Filter({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name, named } = useSpeech();
  const { filter } = desk;
  const hazard = park.hazards.get(filter.hazard ?? "");
  if (!isPartial(filter)) return null;
  return (
    <div class="filter" data-testid="filter">
      {[...filter.priorities].map((priority) => (
        <Badge key={priority} priority={priority} />
      ))}
      {/* Above the list of what stands the strip says it. */}
      {desk.tab !== "active" &&
        [...filter.nuisances].map((kind) => (
          <span key={kind} class="chip">
            {named("nuisance", kind)}
          </span>
        ))}
      {hazard && <span class="chip">{name(hazard)}</span>}
      {filter.reach && (
        <span class="chip">
          <PlaceName park={park} place={filter.reach.place} />
        </span>
      )}
      <button type="button" class="button-quiet" onClick={() => desk.ask(NO_FILTER)}>
        × {say("clearFilter")}
      </button>
    </div>
  );
}
