/** The keys that work everywhere on the page, and that the mouse takes none of them away. */
import type { Desk } from "../desk";
import type { Screen } from "../state/address";
import { PRIORITIES } from "../state/alarms";
import { togglePriority } from "../state/filter";

const TYPING = "input, textarea, select";
/** What keeps the focus within itself: there a button is one field among others. */
const FORMS = "dialog, .login, .hold-form, .act-form, .stop-form, .list-strip, .sound-form";

function isWithin(event: Event, selector: string): boolean {
  return event.target instanceof Element && event.target.closest(selector) !== null;
}

/** Whether a key is for a screen: it is shown, nothing lies over it and nobody is typing. */
export function isForScreen(desk: Desk, screen: Screen, event: KeyboardEvent): boolean {
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  const shown = desk.phase === "open" && desk.address.screen === screen;
  return shown && !desk.help && !modified && !isWithin(event, `${TYPING}, dialog`);
}

export function isForOverview(desk: Desk, event: KeyboardEvent): boolean {
  return isForScreen(desk, "overview", event);
}

export function onKeyDown(desk: Desk, event: KeyboardEvent): void {
  // A wall is only looked at; an enterprise's account has neither alarms nor their sound.
  if (desk.address.screen === "wall" || desk.phase !== "open" || desk.ownOnly) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F2") {
    // The only key that works beneath a dialog: it acts on what is heard, not on what is seen.
    event.preventDefault();
    desk.silence();
  } else if ((event.key === "?" || event.key === "？") && !isWithin(event, TYPING)) {
    desk.setHelp(!desk.help);
  } else if (isForOverview(desk, event)) {
    act(desk, event);
  }
}

function act(desk: Desk, event: KeyboardEvent): void {
  const alarm = desk.selectedAlarm;
  if (event.key === " " && !isWithin(event, "button")) {
    event.preventDefault();
    if (alarm && !event.repeat) desk.actions.acknowledge(alarm);
  } else if (event.key.toLowerCase() === "r") {
    if (alarm && !event.repeat) desk.actions.reset(alarm);
  } else if (event.key.toLowerCase() === "s") {
    // Or the letter would be written into the form that it opens.
    event.preventDefault();
    desk.openHold("shelve");
  } else if (isWithin(event, ".filter-shelf")) {
    // There a digit chooses a filter and no priority.
  } else if (event.key.toLowerCase() === "f") {
    event.preventDefault();
    void desk.shelf.show();
  } else if (event.key === "[" || event.key === "]") {
    desk.overview.stepTab(event.key === "[" ? -1 : 1);
  } else if (event.key.toLowerCase() === "b") {
    event.preventDefault();
    desk.openBulk("list");
  } else if (event.key.toLowerCase() === "w") {
    showWhy();
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    event.preventDefault();
    desk.selectBeside(event.key === "ArrowLeft" ? -1 : 1);
  } else if (event.key === "Escape" && !isWithin(event, FORMS)) {
    desk.overview.leavePlace();
  } else if (event.key === "Enter" && !isWithin(event, "button, a, #detail")) {
    document.getElementById("detail")?.focus();
  } else if (/^[1-4]$/.test(event.key)) {
    const priority = PRIORITIES[Number(event.key) - 1];
    if (priority) desk.overview.ask(togglePriority(desk.overview.filter, priority));
  }
}

/** Brings why the selected alarm was raised into view. */
export function showWhy(): void {
  document.getElementById("why")?.scrollIntoView({ block: "start" });
}

/**
 * A button pressed with the mouse does not take the focus: the next Space is meant for the alarm,
 * not for that button once more. One reached by Tab keeps it and reacts to Space and Enter.
 */
export function onMouseDown(event: MouseEvent): void {
  if (!isWithin(event, "button, a") || isWithin(event, FORMS)) return;
  event.preventDefault();
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches(`button, a, ${TYPING}`)) focused.blur();
}
