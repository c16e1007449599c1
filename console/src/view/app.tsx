/** The page: login or a screen in its frame, and what lies over it. */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { say } from "../words/words";
import { Frame } from "./frame";
import { Help } from "./help";
import { onKeyDown, onMouseDown } from "./keys";
import { LanguageContext } from "./language";
import { LoginPage } from "./login";
import { OwnFrame } from "./own_frame";

export function App({ desk }: { desk: Desk }) {
  const [, redraw] = useState(0);
  useEffect(() => desk.subscribe(() => redraw((count) => count + 1)), [desk]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(desk, event);
    const stop = new AbortController();
    const listening = { signal: stop.signal, capture: true };
    addEventListener("keydown", listen, { signal: stop.signal });
    addEventListener("mousedown", onMouseDown, { signal: stop.signal });
    addEventListener("pointerdown", () => desk.redraws.press(), listening);
    addEventListener("pointerup", () => desk.redraws.release(), listening);
    addEventListener("pointercancel", () => desk.redraws.release(), listening);
    return () => stop.abort();
  }, [desk]);
  useEffect(() => {
    document.documentElement.lang = desk.language === "zh" ? "zh-CN" : "en";
    document.title = say(desk.language, "title");
  }, [desk.language]);

  return (
    <LanguageContext.Provider value={desk.language}>
      {desk.park && <Page key={desk.sitting.number} desk={desk} park={desk.park} />}
      {desk.phase === "login" && <LoginPage desk={desk} />}
      {desk.phase === "starting" && <Starting desk={desk} />}
      {desk.help && <Help desk={desk} />}
    </LanguageContext.Provider>
  );
}

/** An enterprise's account sees its own records and nothing else of the park. */
function Page({ desk, park }: { desk: Desk; park: Park }) {
  return desk.ownOnly ? <OwnFrame desk={desk} park={park} /> : <Frame desk={desk} park={park} />;
}

function Starting({ desk }: { desk: Desk }) {
  return (
    <div class="starting" role="status">
      {say(desk.language, desk.unreachable ? "serverUnreachable" : "loading")}
    </div>
  );
}
