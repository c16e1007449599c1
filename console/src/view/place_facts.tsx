/** What to do, whom to call and what to look at; and apart from it who answers for it and where it is. */
import type { Desk } from "../desk";
import type { AlarmRow } from "../wire/frames";
import {
  countTagsOf,
  placeOf,
  ROLES,
  type Enterprise,
  type Hazard,
  type Park,
  type Tag,
} from "../wire/plant";
import { CallList } from "./call_list";
import { Fact } from "./fact";
import { HazardLink } from "./hazard_link";
import { useSpeech } from "./language";
import { PlanSteps } from "./plan_steps";
import { ActionFacts } from "./record_facts";

interface PlaceFactsProps {
  park: Park;
  alarm: AlarmRow | null;
  tag: Tag | null;
}

function findPlace({ park, alarm, tag }: PlaceFactsProps): {
  hazard: Hazard | undefined;
  enterprise: Enterprise | undefined;
} {
  const place = placeOf(park, tag?.tag ?? alarm?.source ?? "");
  const hazard = park.hazards.get(place.hazard || (alarm?.hazard ?? ""));
  const enterprise = park.enterprises.get(
    alarm?.enterprise || hazard?.enterprise || (place.enterprise ?? ""),
  );
  return { hazard, enterprise };
}

export function PlaceFacts(props: PlaceFactsProps) {
  const { say } = useSpeech();
  const { park, alarm } = props;
  const { hazard, enterprise } = findPlace(props);
  const tags = alarm ? countTagsOf(park, alarm.source) : null;
  return (
    <div class="place" data-testid="place">
      {alarm && <ActionFacts alarm={alarm} />}
      <CallList hazard={hazard} enterprise={enterprise} />
      <PlanSteps plan={hazard?.plan} />
      {tags !== null && (
        <dl class="facts">
          <Fact word={say("tagsOfGateway")}>{tags}</Fact>
        </dl>
      )}
    </div>
  );
}

export function WhereFacts(props: PlaceFactsProps & { desk: Desk }) {
  const { say, name, named } = useSpeech();
  const { hazard, enterprise } = findPlace(props);
  const equipment = props.park.equipment.get(props.tag?.equipment ?? "");
  const persons = ROLES.filter((role) => hazard?.responsible[role]);
  if (!enterprise && !hazard && !equipment) return null;
  return (
    <dl class="facts facts-where" data-testid="where">
      <Fact word={say("where")}>
        {enterprise && name(enterprise)}
        {enterprise && hazard && " › "}
        {hazard && <HazardLink desk={props.desk} hazard={hazard} />}
        {equipment && ` › ${name(equipment)}`}
      </Fact>
      {hazard && (
        <Fact word={say("persons")}>
          {persons.length === 0 && <span class="muted">{say("wallNoPersons")}</span>}
          {persons.map((role) => (
            <span key={role} class="person">
              <span class="muted">{named("responsible", role)}</span> {hazard.responsible[role]}
            </span>
          ))}
        </Fact>
      )}
    </dl>
  );
}
