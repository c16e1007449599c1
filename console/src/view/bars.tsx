/** Full-width bars for what no operator may overlook: a lost picture, a mute desk, no live plant. */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { formatClock } from "../words/time";
import { useSpeech } from "./language";

export function Bars({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  return (
    <div class="bars">
      <ConnectionBar desk={desk} />
      {park.plant.clock === "stream" && (
        <div class="bar bar-replay" data-testid="replay-bar">
          <strong>{say("replay")}</strong> {say("replayNote")}
        </div>
      )}
      {park.plant.simulation && (
        <div class="bar bar-simulation" data-testid="simulation-bar">
          <strong>{say("simulation")}</strong> {say("simulationNote")}
        </div>
      )}
      {!desk.sound.enabled && (
        <button
          class="bar bar-sound"
          type="button"
          onClick={() => void desk.sound.enable()}
          data-testid="sound-bar"
        >
          {say("soundOff")}
        </button>
      )}
    </div>
  );
}

function ConnectionBar({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  // Before the first frame the page is merely loading; the liveness mark says so.
  if (desk.liveness !== "lost" || (desk.frameAge === null && desk.conversation.connections === 0))
    return null;
  const time = desk.pictureTime;
  return (
    <div class="bar bar-lost" role="alert" data-testid="connection-bar">
      <strong>
        {time === null ? say("noPicture") : say("pictureOf", { time: formatClock(time) })}
      </strong>{" "}
      <span>{say("noActions")}</span>
    </div>
  );
}
