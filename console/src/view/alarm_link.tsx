/** An alarm that is spoken of: leads to it, or to its tag where it has left the list. */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { sayAlarm } from "./condition";
import { useSpeech } from "./language";

interface AlarmLinkProps {
  desk: Desk;
  park: Park;
  id: string;
  testid: string;
}

export function AlarmLink({ desk, park, id, testid }: AlarmLinkProps) {
  const told = sayAlarm(useSpeech(), park, id);
  if (!desk.knows(id)) return <b data-testid={testid}>{told}</b>;
  return (
    <button type="button" class="link" onClick={() => desk.openAlarm(id)} data-testid={testid}>
      {told}
    </button>
  );
}
