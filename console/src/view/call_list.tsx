/**
 * In the detail: whom to call, the hazard's own numbers before its enterprise's, each to be dialled;
 * and the cameras to look through.
 */
import { linkOf } from "../state/links";
import type { Camera, Enterprise, Hazard } from "../wire/plant";
import { useSpeech } from "./language";

interface CallListProps {
  hazard: Hazard | undefined;
  enterprise: Enterprise | undefined;
}

export function CallList({ hazard, enterprise }: CallListProps) {
  const { say, name, part } = useSpeech();
  if (!hazard && !enterprise) return null;
  const numbers = (hazard?.contacts ?? [])
    .filter(({ phone }) => phone !== "")
    .map(({ id, name: called, phone }) => ({ key: id, called: part(called), phone }));
  if (enterprise?.phone)
    numbers.push({ key: "", called: name(enterprise), phone: enterprise.phone });
  return (
    <div class="reach" data-testid="call-list">
      <h3>{say("call")}</h3>
      <ul>
        {numbers.map(({ key, called, phone }) => (
          <li key={key}>
            <a class="phone" href={`tel:${phone}`}>
              ☎ {phone}
            </a>{" "}
            {called}
          </li>
        ))}
        {numbers.length === 0 && <li class="muted">{say("noPhone")}</li>}
      </ul>
      {hazard && hazard.cameras.length > 0 && (
        <>
          <h3>{say("cameras")}</h3>
          <ul data-testid="cameras">
            {hazard.cameras.map((camera) => (
              <li key={camera.id}>
                <CameraLink camera={camera} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function CameraLink({ camera }: { camera: Camera }) {
  const { say, part } = useSpeech();
  const link = linkOf(camera.url);
  const name = part(camera.name) || camera.id;
  if (link === null) {
    return (
      <>
        {name} <span class="muted">{camera.url || say("noAddress")}</span>
      </>
    );
  }
  return (
    <a class="camera" href={link} target="_blank" rel="noreferrer" title={link}>
      ▶ {name}
    </a>
  );
}
