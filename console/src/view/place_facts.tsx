/** What to do, whom to call, where it is, and why. */
import type { AlarmRow } from "../wire/frames";
import { countTagsOf, placeOf, type Park, type Tag } from "../wire/plant";
import { Fact } from "./fact";
import { useSpeech } from "./language";
import { ActionFacts, RecordFacts } from "./record_facts";

interface PlaceFactsProps {
  park: Park;
  alarm: AlarmRow | null;
  tag?: Tag;
}

export function PlaceFacts({ park, alarm, tag }: PlaceFactsProps) {
  const { say, name, part } = useSpeech();
  const place = placeOf(park, tag?.tag ?? alarm?.source ?? "");
  const hazard = park.hazards.get(place.hazard || (alarm?.hazard ?? ""));
  const enterprise = park.enterprises.get(
    alarm?.enterprise || hazard?.enterprise || (place.enterprise ?? ""),
  );
  const equipment = park.equipment.get(tag?.equipment ?? "");
  const tags = alarm ? countTagsOf(park, alarm.source) : null;
  return (
    <div class="place" data-testid="place">
      {alarm && <ActionFacts alarm={alarm} />}
      {(hazard || enterprise) && (
        <dl class="facts facts-place">
          {enterprise && <Fact word={say("enterprise")}>{name(enterprise)}</Fact>}
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
          {hazard && <Fact word={say("hazard")}>{name(hazard)}</Fact>}
          {equipment && <Fact word={say("equipment")}>{name(equipment)}</Fact>}
          {tags !== null && <Fact word={say("tagsOfGateway")}>{tags}</Fact>}
        </dl>
      )}
      {alarm && <RecordFacts alarm={alarm} />}
    </div>
  );
}

function Phone({ number }: { number: string }) {
  return (
    <a class="phone" href={`tel:${number}`}>
      ☎ {number}
    </a>
  );
}
