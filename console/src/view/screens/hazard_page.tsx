/**
 * The page of one hazard: what stands there and where, its tags against their limits, its interlocks
 * cell by cell, and what to do and whom to call, without a further click.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../../desk";
import { atlasOf } from "../../state/atlas";
import { alarmsOfHazard } from "../../state/hazard_list";
import type { Hazard, Park } from "../../wire/plant";
import { useSpeech } from "../language";
import { EmergencyPlan } from "./emergency_plan";
import { HazardAlarms } from "./hazard_alarms";
import { HazardGrading } from "./hazard_grading";
import { HazardHead } from "./hazard_head";
import { HazardMatrix } from "./hazard_matrix";
import { HazardPeople } from "./hazard_people";
import { HazardPlan } from "./hazard_plan";
import { HazardRecords } from "./hazard_records";
import { HazardTags } from "./hazard_tags";

export interface HazardProps {
  desk: Desk;
  park: Park;
  hazard: Hazard;
}

export function HazardPage(props: HazardProps) {
  const { desk, park, hazard } = props;
  const { name } = useSpeech();
  const { sorted } = desk.board;
  const alarms = useMemo(() => alarmsOfHazard(sorted, hazard.id), [sorted, hazard.id]);
  const equipment = useMemo(() => atlasOf(park).equipmentOf(hazard.id), [park, hazard.id]);
  const asked = desk.address.query.get("equipment")?.[0] ?? null;
  const chosen = equipment.some(({ id }) => id === asked) ? asked : null;
  const choose = (id: string | null) =>
    desk.show({ id: [hazard.id], ...(id === null ? {} : { equipment: [id] }) });
  return (
    <main class="screen hazard-page" aria-label={name(hazard)} data-testid="hazard-page">
      <HazardHead {...props} alarms={alarms} />
      <div class="hazard-columns">
        <div class="hazard-column">
          <HazardAlarms {...props} alarms={alarms} />
          <HazardPlan
            {...props}
            alarms={alarms}
            equipment={equipment}
            chosen={chosen}
            choose={choose}
          />
        </div>
        <div class="hazard-column">
          <HazardTags {...props} equipment={equipment} chosen={chosen} choose={choose} />
          <HazardMatrix {...props} alarms={alarms} />
        </div>
        <div class="hazard-column hazard-column-facts">
          <EmergencyPlan plan={hazard.plan ?? null} />
          <HazardPeople {...props} />
          <HazardRecords {...props} alarms={alarms} />
          <HazardGrading hazard={hazard} />
        </div>
      </div>
    </main>
  );
}
