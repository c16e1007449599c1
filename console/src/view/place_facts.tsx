/** What to do, where it is and whom to call. */
import type { ComponentChildren } from "preact";
import type { AlarmRow } from "../wire/frames";
import { countTagsOf, placeOf, type Park, type Tag } from "../wire/plant";
import { useSpeech } from "./language";

export function Fact({ word, children }: { word: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface PlaceFactsProps {
  park: Park;
  alarm: AlarmRow | null;
  tag?: Tag;
}

export function PlaceFacts({ park, alarm, tag }: PlaceFactsProps) {
  const { say, name, part, pick } = useSpeech();
  const place = placeOf(park, tag?.tag ?? alarm?.source ?? "");
  const hazard = park.hazards.get(place.hazard || (alarm?.hazard ?? ""));
  const enterprise = park.enterprises.get(
    alarm?.enterprise || hazard?.enterprise || (place.enterprise ?? ""),
  );
  const equipment = park.equipment.get(tag?.equipment ?? "");
  const tags = alarm ? countTagsOf(park, alarm.source) : null;
  const action = alarm?.action ? pick(alarm.action) : "";
  if (!hazard && !enterprise && !action) return null;
  return (
    <dl class="facts facts-place" data-testid="place">
      {action && (
        <div class="fact-action" data-testid="alarm-action">
          <dt>{say("action")}</dt>
          <dd>{action}</dd>
        </div>
      )}
      {hazard && <Fact word={say("hazard")}>{name(hazard)}</Fact>}
      {equipment && <Fact word={say("equipment")}>{name(equipment)}</Fact>}
      {enterprise && <Fact word={say("enterprise")}>{name(enterprise)}</Fact>}
      {tags !== null && <Fact word={say("tagsOfGateway")}>{tags}</Fact>}
      {enterprise?.phone && (
        <Fact word={say("phone")}>
          <Phone number={enterprise.phone} />
        </Fact>
      )}
      {hazard?.contacts.map((contact) => (
        <Fact key={contact.id} word={part(contact.name)}>
          <Phone number={contact.phone} />
        </Fact>
      ))}
    </dl>
  );
}

function Phone({ number }: { number: string }) {
  return (
    <a class="phone" href={`tel:${number}`}>
      ☎ {number}
    </a>
  );
}
