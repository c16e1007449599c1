/**
 * The frame of an account that may not see the park, an enterprise's or an administrator's: whose it
 * is, whether the platform is there, what time it is, language and log-out. No alarms, no counts, no
 * sound: it has one screen.
 */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { ConnectionBar, SourceBars } from "./bars";
import { useSpeech } from "./language";
import { ScreenView } from "./screens/screens";
import { Account, Clock, LanguageSwitch, LivenessMark } from "./top_bar";

export function OwnFrame({ desk, park }: { desk: Desk; park: Park }) {
  const { say, named, name } = useSpeech();
  const enterprise = [...park.enterprises.values()].map(name).join(" ");
  const whose = enterprise === "" ? name(park.plant) : enterprise;
  const screen =
    desk.ownScreen === "handling" ? say("handling") : named("screen", desk.ownScreen);
  return (
    <div class={`frame picture-${desk.liveness}`} inert={desk.phase === "login"}>
      <div class="bars">
        <ConnectionBar desk={desk} />
        <SourceBars park={park} />
      </div>
      <header class="top" data-testid="own-frame">
        <div class="top-row">
          <img class="top-mark" src="/icon.svg" alt="" width="28" height="28" />
          <div class="top-title" title={`${whose} — ${name(park.plant)}`}>
            <h1>{whose}</h1>
            <span>{enterprise === "" ? screen : `${name(park.plant)} · ${screen}`}</span>
          </div>
          <LivenessMark desk={desk} />
          <div class="top-space" />
          <Clock desk={desk} park={park} />
          <LanguageSwitch desk={desk} />
          <Account desk={desk} />
        </div>
      </header>
      <ScreenView desk={desk} park={park} />
    </div>
  );
}
