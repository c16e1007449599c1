/** The overview: bars above, hazards left, alarms in the middle, the detail of one right. */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { AlarmPane } from "./alarm_pane";
import { Bars, PlatformBars } from "./bars";
import { Detail } from "./detail";
import { FloodBar } from "./flood_bar";
import { HazardPane } from "./hazard_pane";
import { TopBar } from "./top_bar";

const BEAT_MS = 500;

export function Overview({ desk, park }: { desk: Desk; park: Park }) {
  // One beat for the whole page: badges that blink each in their own time are unrest, not a signal.
  const beat = Math.floor(performance.now() / BEAT_MS) % 2 === 0;
  return (
    <div
      class={`overview picture-${desk.liveness} ${beat ? "beat" : ""}`}
      inert={desk.phase === "login"}
    >
      <Bars desk={desk} park={park} />
      <TopBar desk={desk} park={park} />
      <PlatformBars desk={desk} />
      <FloodBar desk={desk} park={park} />
      <main class="panes">
        <HazardPane desk={desk} park={park} />
        <AlarmPane desk={desk} park={park} />
        <Detail desk={desk} park={park} />
      </main>
    </div>
  );
}
