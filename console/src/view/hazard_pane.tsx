/** Left: the park's major hazards, their worst alarm and their tags. */
import type { Desk } from "../desk";
import { PRIORITIES } from "../state/alarms";
import { toggleHazard } from "../state/filter";
import type { Hazard, Park } from "../wire/plant";
import { Badge, SHAPES } from "./badge";
import { HazardLink } from "./hazard_link";
import { useSpeech } from "./language";
import { Schematic, wordForLevel } from "./schematic";
import { TagList } from "./tag_list";

export function HazardPane({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name } = useSpeech();
  const hazards = [...park.hazards.values()];
  return (
    <section class="pane hazards" aria-label={say("hazards")}>
      <div class="pane-head">
        <h2>{say("hazards")}</h2>
        <span class="muted">{hazards.length}</span>
        <button
          type="button"
          class="button-quiet"
          aria-pressed={desk.filter.hazard === null}
          onClick={() => desk.ask({ ...desk.filter, hazard: null, enterprise: null })}
        >
          {say("allHazards")}
        </button>
      </div>
      <div class="pane-body">
        <Schematic desk={desk} park={park} />
        {[...park.enterprises.values()].map((enterprise) => (
          <div key={enterprise.id} class="enterprise">
            <h3 class="ellipsis" title={name(enterprise)}>
              {name(enterprise)}
            </h3>
            {hazards
              .filter((hazard) => hazard.enterprise === enterprise.id)
              .map((hazard) => (
                <HazardCard key={hazard.id} desk={desk} park={park} hazard={hazard} />
              ))}
          </div>
        ))}
      </div>
    </section>
  );
}

function HazardCard({ desk, park, hazard }: { desk: Desk; park: Park; hazard: Hazard }) {
  const { say, name, named } = useSpeech();
  const row = desk.conversation.streams.hazards.rows.get(hazard.id);
  const chosen = desk.filter.hazard === hazard.id;
  return (
    <div class={chosen ? "hazard hazard-chosen" : "hazard"}>
      <button
        type="button"
        class="hazard-head"
        aria-expanded={chosen}
        onClick={() => desk.ask(toggleHazard(desk.filter, hazard))}
        data-testid="hazard"
      >
        <span class="hazard-level">{say(wordForLevel(hazard))}</span>
        <span class="hazard-name" title={name(hazard)}>
          {name(hazard)}
        </span>
        {row?.worst && (
          <Badge priority={row.worst} look={row.unacknowledged > 0 ? "calling" : "steady"} />
        )}
        <span class="hazard-figures">
          {row &&
            PRIORITIES.filter((priority) => row.counts[priority] > 0).map((priority) => (
              <span
                key={priority}
                class={`figure figure-${priority}`}
                title={named("priority", priority)}
              >
                <span aria-hidden="true">{SHAPES[priority]}</span> {row.counts[priority]}
              </span>
            ))}
          {row && row.stale > 0 && (
            <span class="figure">
              {say("stale")} {row.stale}
            </span>
          )}
          {row && (
            <span class="figure muted">
              {say("onlineRate")} {row.online}/{row.tags}
            </span>
          )}
        </span>
      </button>
      {chosen && <HazardTags desk={desk} park={park} hazard={hazard} />}
    </div>
  );
}

function HazardTags({ desk, park, hazard }: { desk: Desk; park: Park; hazard: Hazard }) {
  const { say, name } = useSpeech();
  return (
    <div class="hazard-tags">
      <p class="hazard-more">
        <HazardLink desk={desk} hazard={hazard}>
          {say("openHazard")}
        </HazardLink>
      </p>
      {[...park.equipment.values()]
        .filter((equipment) => equipment.hazard === hazard.id)
        .map((equipment) => (
          <div key={equipment.id}>
            <h4>{name(equipment)}</h4>
            <TagList desk={desk} tags={park.tagsOf.get(equipment.id) ?? []} />
          </div>
        ))}
    </div>
  );
}
