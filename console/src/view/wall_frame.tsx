/**
 * The frame of the wall: no bar that leads elsewhere and nothing to press, but the bars that nobody may
 * overlook. A wall never goes blank: without a session or a connection the last picture stays, grey,
 * and says of when it is.
 */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { formatNear } from "../words/time";
import { PlatformBars, SourceBars } from "./bars";
import { LanguageContext, useSpeech } from "./language";
import { ScreenView } from "./screens/screens";
import type { Language } from "../words/words";

/** A wall has no switch: its address says the language, else it speaks as the desk there does. */
function languageOf(desk: Desk): Language {
  const asked = desk.address.query.get("language")?.[0];
  return asked === "zh" || asked === "en" ? asked : desk.language;
}

export function WallFrame({ desk, park }: { desk: Desk; park: Park }) {
  const language = languageOf(desk);
  const old = desk.phase === "login" || desk.liveness === "lost";
  return (
    <LanguageContext.Provider value={language}>
      <div
        class={`wall ${old && desk.frameAge !== null ? "wall-old" : ""}`}
        lang={language === "zh" ? "zh-CN" : "en"}
        data-testid="wall"
        data-liveness={desk.liveness}
      >
        <div class="bars">
          <PictureBar desk={desk} />
          <SourceBars park={park} />
        </div>
        <PlatformBars desk={desk} />
        <ScreenView desk={desk} park={park} />
      </div>
    </LanguageContext.Provider>
  );
}

/** Of when the picture is where it is not of now, and what brings it back. */
function PictureBar({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { pictureTime, frameAge } = desk;
  const time = pictureTime === null ? "—" : formatNear(pictureTime, desk.now);
  if (desk.phase === "login") {
    return (
      <div class="bar bar-lost" role="alert" data-testid="wall-ended">
        <strong>{say("wallEnded", { time })}</strong> <span>{say("wallLogIn")}</span>
      </div>
    );
  }
  // Before the first frame the page is merely loading; the head says so.
  if (desk.liveness !== "lost" || (frameAge === null && desk.conversation.connections === 0))
    return null;
  return (
    <div class="bar bar-lost" role="alert" data-testid="connection-bar">
      <strong>{pictureTime === null ? say("noPicture") : say("pictureOf", { time })}</strong>
    </div>
  );
}
