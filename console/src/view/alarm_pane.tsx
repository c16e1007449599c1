/** Middle: the tabs, the filter in force, and one of the lists of alarms or that of past events. */
import type { Desk } from "../desk";
import { PRIORITIES } from "../state/alarms";
import { isPartial, NO_FILTER } from "../state/filter";
import type { ListName } from "../state/saved_filters";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { AddressStrip, BeyondPlace } from "./address_strip";
import { AlarmTable } from "./alarm_table";
import { CriticalAnnouncer } from "./announcer";
import { Badge } from "./badge";
import { BulkStrip } from "./bulk_strip";
import { FilterShelfStrip } from "./filter_shelf";
import { HeldTable } from "./held_table";
import { HistoryTable } from "./history_table";
import { useSpeech } from "./language";
import { PlaceName } from "./map_pane";
import { NuisanceStrip } from "./nuisance_strip";

const TABS: readonly [ListName, Word][] = [
  ["active", "standing"],
  ["shelved", "held_shelved"],
  ["out_of_service", "held_out_of_service"],
  ["suppressed", "held_suppressed"],
  ["history", "history"],
];

/** How many alarms stand in each list, whatever the filter; the record has no number. */
function countTabs({ board }: Desk): Partial<Record<ListName, number>> {
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
              aria-selected={desk.overview.tab === tab}
              onClick={() => desk.overview.setTab(tab)}
              data-testid={`tab-${tab}`}
            >
              {say(word)}
              {counts[tab] !== undefined && <span class="tab-count">{counts[tab]}</span>}
            </button>
          ))}
        </div>
        <Filter desk={desk} park={park} />
        <FiltersButton desk={desk} />
        {desk.overview.tab === "active" && <BulkButton desk={desk} />}
      </div>
      <AddressStrip desk={desk} />
      <FilterShelfStrip desk={desk} park={park} />
      {desk.overview.tab === "active" && <NuisanceStrip desk={desk} />}
      {desk.overview.tab === "active" && <BulkStrip desk={desk} park={park} />}
      <List desk={desk} park={park} />
      <CriticalAnnouncer desk={desk} park={park} />
    </section>
  );
}

function FiltersButton({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  return (
    <button
      type="button"
      class="button-quiet"
      aria-expanded={desk.shelf.open}
      onClick={() => (desk.shelf.open ? desk.shelf.close() : void desk.shelf.show())}
      data-testid="filters-open"
    >
      {say("filters")} <kbd>F</kbd>
    </button>
  );
}

function BulkButton({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const hidden = desk.overview.beyond !== null;
  if (hidden || !desk.conversation.scopes.includes("acknowledge")) return null;
  return (
    <button
      type="button"
      class="button-quiet"
      disabled={desk.liveness === "lost"}
      title={desk.liveness === "lost" ? say("noActions") : undefined}
      onClick={() => desk.openBulk("list")}
      data-testid="bulk-open"
    >
      {say("bulkOpen")} <kbd>B</kbd>
    </button>
  );
}

function List({ desk, park }: { desk: Desk; park: Park }) {
  const { beyond, tab } = desk.overview;
  if (beyond !== null) return <BeyondPlace desk={desk} place={beyond} />;
  if (tab === "active") return <AlarmTable desk={desk} park={park} />;
  if (tab === "history") return <HistoryTable desk={desk} park={park} />;
  return <HeldTable desk={desk} park={park} held={tab} />;
}

function Filter({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name, named } = useSpeech();
  const { filter } = desk.overview;
  const hazard = park.hazards.get(filter.hazard ?? "");
  if (!isPartial(filter)) return null;
  return (
    <div class="filter" data-testid="filter">
      {[...filter.priorities].map((priority) => (
        <Badge key={priority} priority={priority} />
      ))}
      {/* Above the list of what stands the strip says it. */}
      {desk.overview.tab !== "active" &&
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
      <button type="button" class="button-quiet" onClick={() => desk.overview.ask(NO_FILTER)}>
        × {say("clearFilter")}
      </button>
    </div>
  );
}
