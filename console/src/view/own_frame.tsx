/**
 * The frame of an enterprise's account: whose it is, whether the platform is there, what time it is,
 * language and log-out. No alarms, no counts, no sound: of the park it may see its own records only.
 */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { ConnectionBar, SourceBars } from "./bars";
import { useSpeech } from "./language";
import { ScreenView } from "./screens/screens";
import { Account, Clock, LanguageSwitch, LivenessMark } from "./top_bar";

export function OwnFrame({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name } = useSpeech();
  const enterprise = [...park.enterprises.values()].map(name).join(" ");
  return (
    <div class={`frame picture-${desk.liveness}`} inert={desk.phase === "login"}>
      <div class="bars">
        <ConnectionBar desk={desk} />
        <SourceBars park={park} />
      </div>
      <header class="top" data-testid="own-frame">
        <div class="top-row">
          <img class="top-mark" src="/icon.svg" alt="" width="28" height="28" />
          <div class="top-title" title={`${enterprise} — ${name(park.plant)}`}>
            <h1>{enterprise}</h1>
            <span>
              {name(park.plant)} · {say("handling")}
            </span>
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
