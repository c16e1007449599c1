/** Middle: the tabs, the filter in force, and the list of alarms or of past events. */
import type { Desk, Tab } from "../desk";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { AlarmTable } from "./alarm_table";
import { Badge } from "./badge";
import { HistoryTable } from "./history_table";
import { useSpeech } from "./language";

const TABS: readonly [Tab, Word][] = [
  ["active", "standing"],
  ["history", "history"],
];

export function AlarmPane({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  return (
    <section class="pane alarms" aria-label={say("alarms")}>
      <div class="pane-head">
        <h2>{say("alarms")}</h2>
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
            </button>
          ))}
        </div>
        <Filter desk={desk} park={park} />
      </div>
      {desk.tab === "active" ? (
        <AlarmTable desk={desk} park={park} />
      ) : (
        <HistoryTable desk={desk} park={park} />
      )}
    </section>
  );
}

function Filter({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name } = useSpeech();
  const hazard = park.hazards.get(desk.hazard ?? "");
  if (!hazard && desk.priorities.size === 0) return null;
  return (
    <div class="filter" data-testid="filter">
      {[...desk.priorities].map((priority) => (
        <Badge key={priority} priority={priority} />
      ))}
      {hazard && <span class="chip">{name(hazard)}</span>}
      <button type="button" class="button-quiet" onClick={() => desk.clearFilter()}>
        × {say("clearFilter")}
      </button>
    </div>
  );
}
