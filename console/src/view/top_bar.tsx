/** The top bar: is the picture live, what time is it, how much is wrong, and the desk's switches. */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { SCREENS } from "../state/address";
import { PRIORITIES } from "../state/alarms";
import { togglePriority } from "../state/filter";
import { sumOnline } from "../state/online_rate";
import type { Held } from "../wire/frames";
import type { Park } from "../wire/plant";
import { formatClock, formatDay } from "../words/time";
import type { Word } from "../words/words";
import { Badge } from "./badge";
import { isInTrouble } from "./bars";
import { useSpeech } from "./language";
import { OwnPassword } from "./own_password";
import { ScreenBar } from "./screen_bar";

const HELD: readonly Held[] = ["shelved", "out_of_service", "suppressed"];

/** From here on the desk's own clock is worth a word, ms. */
const CLOCK_OFF_MS = 5_000;

export function TopBar({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name } = useSpeech();
  return (
    <header class="top">
      <div class="top-row">
        <img class="top-mark" src="/icon.svg" alt="" width="28" height="28" />
        <div class="top-title" title={name(park.plant)}>
          <h1>{name(park.plant)}</h1>
          <WhatIsShown desk={desk} park={park} />
        </div>
        <LivenessMark desk={desk} />
        <OnlineRate desk={desk} />
        <div class="top-space" />
        <Clock desk={desk} park={park} />
        <button
          class="button-silence"
          type="button"
          onClick={() => desk.silence()}
          data-testid="silence"
        >
          <SpeakerIcon /> {say("silence")} <kbd>F2</kbd>
        </button>
        <LanguageSwitch desk={desk} />
        <button
          type="button"
          class="button-quiet"
          title={say("keys")}
          onClick={() => desk.setHelp(true)}
        >
          ?
        </button>
        <Account desk={desk} />
      </div>
      {SCREENS.length > 1 && <ScreenBar desk={desk} />}
      <Counts desk={desk} />
    </header>
  );
}

/** To what the account is limited, if it is: nobody takes a part of the site for all of it. */
function WhatIsShown({ desk, park }: { desk: Desk; park: Park }) {
  const { say, name } = useSpeech();
  const { place } = desk.conversation;
  if (place === "") return <span>{say("title")}</span>;
  const found = park.areas.get(place) ?? park.enterprises.get(place);
  const called = found ? name(found) : place;
  return (
    <span data-testid="place" title={called}>
      {say("onlyHere")} {called}
    </span>
  );
}

/** Who is logged in, with the way to another password, and the way out. */
export function Account({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [changing, setChanging] = useState(false);
  const user = desk.conversation.user ?? "";
  return (
    <>
      <button
        type="button"
        class="button-quiet top-user ellipsis"
        title={say("ownAccount", { user })}
        aria-haspopup="dialog"
        onClick={() => setChanging(true)}
        data-testid="account"
      >
        {user}
      </button>
      {changing && <OwnPassword desk={desk} close={() => setChanging(false)} />}
      <button
        type="button"
        class="button-quiet"
        onClick={() => void desk.logOut()}
        data-testid="logout"
      >
        {say("logOut")}
      </button>
    </>
  );
}

function SpeakerIcon() {
  return (
    <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
      <path d="M2 6h3l4-3.5v11L5 10H2z" fill="currentColor" />
      <path d="m11 6 4 4m0-4-4 4" stroke="currentColor" stroke-width="1.5" />
    </svg>
  );
}

export function LanguageSwitch({ desk }: { desk: Desk }) {
  const { say, language } = useSpeech();
  return (
    <button
      type="button"
      class="button-quiet"
      title={say("switchLanguage")}
      onClick={() => desk.setLanguage(language === "zh" ? "en" : "zh")}
      data-testid="language-switch"
    >
      <span lang={language === "zh" ? "en" : "zh-CN"}>{say("otherLanguage")}</span>
    </button>
  );
}

export function LivenessMark({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { liveness, frameAge } = desk;
  const starting = frameAge === null && desk.conversation.connections === 0;
  const trouble = !starting && liveness !== "lost" && isInTrouble(desk);
  const word: Word = starting ? "loading" : trouble ? "inTrouble" : liveness;
  return (
    <div
      class={`liveness liveness-${starting ? "late" : trouble ? "lost" : liveness}`}
      data-testid="liveness"
      data-liveness={liveness}
    >
      <span class="liveness-dot" aria-hidden="true" />
      <span role="status">{say(word)}</span>
      {frameAge !== null && <span class="liveness-age">{(frameAge / 1000).toFixed(1)} s</span>}
    </div>
  );
}

function OnlineRate({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const rows = desk.conversation.streams.hazards;
  const { online, stale, tags } = useMemo(() => sumOnline(rows.rows.values()), [rows, rows.version]);
  if (tags === 0) return null;
  return (
    <div class="online">
      {say("onlineRate")} <strong>{((100 * online) / tags).toFixed(1)}%</strong>{" "}
      <span class="muted">
        {online}/{tags}
      </span>
      {stale > 0 && (
        <span class="chip chip-stale">
          {say("stale")} {stale}
        </span>
      )}
    </div>
  );
}

export function Clock({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const off = Date.now() - desk.now;
  const wrong = park.plant.clock === "wall" && Math.abs(off) > CLOCK_OFF_MS;
  return (
    <div class="clock">
      <span class="muted">{say("beijingTime")}</span> <span>{formatDay(desk.now)}</span>{" "}
      <strong>{formatClock(desk.now)}</strong>
      {wrong && (
        <span class="chip chip-warning">
          {say("clockOff", { seconds: Math.round(off / 1000) })}
        </span>
      )}
    </div>
  );
}

function Counts({ desk }: { desk: Desk }) {
  const { say, named } = useSpeech();
  const { counts } = desk.board;
  return (
    <div class="counts">
      {PRIORITIES.map((priority) => (
        <button
          key={priority}
          type="button"
          class={`count ${counts.by[priority] === 0 ? "count-none" : ""}`}
          aria-pressed={desk.overview.filter.priorities.has(priority)}
          onClick={() => desk.overview.ask(togglePriority(desk.overview.filter, priority))}
          data-testid={`count-${priority}`}
        >
          <Badge
            priority={priority}
            look={counts.unacknowledgedBy[priority] > 0 ? "calling" : "steady"}
          />
          <strong>{counts.by[priority]}</strong>
          {counts.unacknowledgedBy[priority] > 0 && (
            <span class="count-rest">
              {say("unacknowledgedCount")} {counts.unacknowledgedBy[priority]}
            </span>
          )}
        </button>
      ))}
      <span class="count-line" />
      <span class="count-figure" data-testid="unacknowledged">
        {say("unacknowledgedCount")} <strong>{counts.unacknowledged}</strong>
      </span>
      <span class="count-line" />
      {HELD.map((held) => (
        <button
          key={held}
          type="button"
          class="count-held"
          aria-pressed={desk.overview.tab === held}
          onClick={() => desk.overview.setTab(held)}
          data-testid={`count-${held}`}
        >
          {named("held", held)} <strong>{counts.held[held]}</strong>
        </button>
      ))}
    </div>
  );
}
