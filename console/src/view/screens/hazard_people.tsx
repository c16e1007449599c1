/** Who answers for a hazard and whom to call, what to look through, and how many live around it. */
import { linkOf } from "../../state/links";
import { ROLES, type Camera } from "../../wire/plant";
import { Fact } from "../fact";
import { useSpeech } from "../language";
import type { HazardProps } from "./hazard_page";

export function HazardPeople({ park, hazard }: HazardProps) {
  const { say, named, name, part } = useSpeech();
  const enterprise = park.enterprises.get(hazard.enterprise);
  const contacts = hazard.contacts.filter(({ phone }) => phone !== "");
  return (
    <section class="pane" aria-label={say("hazardPersons")} data-testid="hazard-people">
      <div class="pane-head">
        <h3>{say("hazardPersons")}</h3>
      </div>
      <dl class="facts hazard-facts">
        {ROLES.map((role) => (
          <Fact key={role} word={named("hazardRole", role)}>
            {hazard.responsible[role] ?? <span class="muted">{say("noPerson")}</span>}
          </Fact>
        ))}
        {contacts.map((contact) => (
          <Fact key={contact.id} word={part(contact.name)}>
            <Phone number={contact.phone} />
          </Fact>
        ))}
        {enterprise?.phone && (
          <Fact word={name(enterprise)}>
            <Phone number={enterprise.phone} />
          </Fact>
        )}
        {contacts.length === 0 && !enterprise?.phone && (
          <Fact word={say("phone")}>
            <span class="muted">{say("noPerson")}</span>
          </Fact>
        )}
        {hazard.cameras.map((camera) => (
          <Fact key={camera.id} word={say("camera")}>
            <CameraLink camera={camera} />
          </Fact>
        ))}
        <Fact word={say("exposedPopulation")}>
          {hazard.exposed_population ?? <span class="muted">{say("noPerson")}</span>}
        </Fact>
      </dl>
    </section>
  );
}

function Phone({ number }: { number: string }) {
  return (
    <a class="phone" href={`tel:${number}`}>
      ☎ {number}
    </a>
  );
}

function CameraLink({ camera }: { camera: Camera }) {
  const { part } = useSpeech();
  const link = linkOf(camera.url);
  const called = part(camera.name) || camera.id;
  if (link === null) {
    return (
      <>
        {called} <span class="muted">{camera.url}</span>
      </>
    );
  }
  return (
    <a href={link} target="_blank" rel="noreferrer" title={link} data-testid="camera">
      ▶ {called}
    </a>
  );
}
