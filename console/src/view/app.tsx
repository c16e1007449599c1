/** The page: login or overview, the keys that work everywhere, and what lies over it. */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { PRIORITIES } from "../state/alarms";
import { say } from "../words/words";
import { Help } from "./help";
import { LanguageContext } from "./language";
import { LoginPage } from "./login";
import { Overview } from "./overview";

const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);
const PRESSING = new Set([...TYPING, "BUTTON", "A"]);

function onKey(desk: Desk, event: KeyboardEvent): void {
  const place = event.target instanceof HTMLElement ? event.target.tagName : "";
  if (desk.phase !== "open" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F2") {
    event.preventDefault();
    desk.silence();
  } else if (event.key === "Escape") {
    desk.setHelp(false);
  } else if (event.key === "?" && !TYPING.has(place)) {
    desk.setHelp(!desk.help);
  } else if (desk.help) {
    // What lies under a dialog can't be seen, so no key may act on it.
  } else if (event.key === " " && !PRESSING.has(place)) {
    event.preventDefault();
    if (desk.selectedAlarm) desk.acknowledge(desk.selectedAlarm, "");
  } else if (/^[1-4]$/.test(event.key) && !TYPING.has(place)) {
    const priority = PRIORITIES[Number(event.key) - 1];
    if (priority) desk.togglePriority(priority);
  }
}

export function App({ desk }: { desk: Desk }) {
  const [, redraw] = useState(0);
  useEffect(() => desk.subscribe(() => redraw((count) => count + 1)), [desk]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(desk, event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [desk]);
  useEffect(() => {
    document.documentElement.lang = desk.language === "zh" ? "zh-CN" : "en";
    document.title = say(desk.language, "title");
  }, [desk.language]);

  return (
    <LanguageContext.Provider value={desk.language}>
      {desk.park && <Overview desk={desk} park={desk.park} />}
      {desk.phase === "login" && <LoginPage desk={desk} />}
      {desk.phase === "starting" && <Starting desk={desk} />}
      {desk.help && <Help desk={desk} />}
    </LanguageContext.Provider>
  );
}

function Starting({ desk }: { desk: Desk }) {
  return (
    <div class="starting" role="status">
      {say(desk.language, desk.unreachable ? "serverUnreachable" : "loading")}
    </div>
  );
}
