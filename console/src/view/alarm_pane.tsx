/** Middle: the tabs, the filter in force, and one of the lists of alarms or that of past events. */
import { useMemo } from "preact/hooks";
import type { Desk, Tab } from "../desk";
import { countAlarms, PRIORITIES } from "../state/alarms";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { AlarmTable } from "./alarm_table";
import { CriticalAnnouncer } from "./announcer";
import { Badge } from "./badge";
import { HeldTable } from "./held_table";
import { HistoryTable } from "./history_table";
import { useSpeech } from "./language";

const TABS: readonly [Tab, Word][] = [
  ["active", "standing"],
  ["shelved", "held_shelved"],
  ["out_of_service", "held_out_of_service"],
  ["suppressed", "held_suppressed"],
  ["history", "history"],
];

/** How many alarms stand in each list, whatever the filter; the record has no number. */
function useTabCounts(desk: Desk): Partial<Record<Tab, number>> {
  const stream = desk.conversation.streams.alarms;
  return useMemo(() => {
    const { by, held } = countAlarms(stream.rows.values());
    return { ...held, active: PRIORITIES.reduce((sum, priority) => sum + by[priority], 0) };
  }, [stream, stream.version]);
}

export function AlarmPane({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const counts = useTabCounts(desk);
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
