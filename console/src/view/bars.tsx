/**
 * Full-width bars for what no operator may overlook: a lost picture, a platform in trouble, a mute
 * desk, no live plant.
 */
import type { Desk } from "../desk";
import type { AlarmRow } from "../wire/frames";
import type { Park } from "../wire/plant";
import { formatClock } from "../words/time";
import { words, type Word } from "../words/words";
import { useSpeech, type Speech } from "./language";
import { SoundStrip } from "./sound_strip";

export function Bars({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  return (
    <div class="bars">
      <ConnectionBar desk={desk} />
      <SourceBars park={park} />
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
      <SoundStrip desk={desk} />
    </div>
  );
}

/** That what is shown is recorded or simulated, and not the field as it is now. */
export function SourceBars({ park }: { park: Park }) {
  const { say } = useSpeech();
  return (
    <>
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
    </>
  );
}

export function ConnectionBar({ desk }: { desk: Desk }) {
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

/** Whether the platform says or shows that it is not well: then nothing on the page is calm. */
export function isInTrouble(desk: Desk): boolean {
  return !desk.conversation.ready || desk.board.troubles.length > 0;
}

/** One bar a trouble; where the platform names none, that it has one. */
export function PlatformBars({ desk }: { desk: Desk }) {
  const speech = useSpeech();
  if (!isInTrouble(desk)) return null;
  const troubles = desk.board.troubles.map((alarm) => nameTrouble(speech, alarm));
  return (
    <div class="bars" role="alert" data-testid="platform-bar">
      {(troubles.length > 0 ? troubles : [speech.say("trouble_platform")]).map((text) => (
        <div key={text} class="bar bar-trouble">
          <strong>{text}</strong>
        </div>
      ))}
    </div>
  );
}

function nameTrouble({ say, pick }: Speech, alarm: AlarmRow): string {
  const word = `trouble_${alarm.source}`;
  return word in words ? say(word as Word) : pick(alarm.message);
}
