/** Who answers for a hazard, whom to call and what to look through, and how many live around it. */
import { ROLES } from "../../wire/plant";
import { CallList } from "../call_list";
import { Fact } from "../fact";
import { useSpeech } from "../language";
import type { HazardProps } from "./hazard_page";

export function HazardPeople({ park, hazard }: HazardProps) {
  const { say, named } = useSpeech();
  return (
    <section class="pane" aria-label={say("hazardPersons")} data-testid="hazard-people">
      <div class="hazard-facts">
        <CallList hazard={hazard} enterprise={park.enterprises.get(hazard.enterprise)} />
        <h3>{say("hazardPersons")}</h3>
        <dl class="facts">
          {ROLES.map((role) => (
            <Fact key={role} word={named("hazardRole", role)}>
              {hazard.responsible[role] ?? <span class="muted">{say("noPerson")}</span>}
            </Fact>
          ))}
          <Fact word={say("exposedPopulation")}>
            {hazard.exposed_population ?? <span class="muted">{say("noPerson")}</span>}
          </Fact>
        </dl>
      </div>
    </section>
  );
}
