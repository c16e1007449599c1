/** The overview: hazards left, alarms in the middle, the detail of one right. */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { AlarmPane } from "./alarm_pane";
import { Detail } from "./detail";
import { HazardPane } from "./hazard_pane";

export function Overview({ desk, park }: { desk: Desk; park: Park }) {
  return (
    <main class="panes">
      <HazardPane desk={desk} park={park} />
      <AlarmPane desk={desk} park={park} />
      <Detail desk={desk} park={park} />
    </main>
  );
}
