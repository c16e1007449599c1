/**
 * The keys of each screen, as the list of keys shows them: what the screen itself takes, then what works
 * everywhere. Pure. Keys that a form takes while somebody writes in it stand on its buttons.
 */
import type { Screen } from "./address";
import type { Word } from "../words/words";

/** What is printed on the key, or the word for it. */
export type KeyName = string | { word: Word };

export interface KeyHelp {
  key: KeyName;
  does: Word;
}

const BETWEEN: readonly KeyHelp[] = [
  { key: "Tab", does: "helpTab" },
  { key: "Enter", does: "helpPress" },
];

const CARDS: readonly KeyHelp[] = [
  { key: "↑ ↓ ← →", does: "helpCards" },
  { key: "Enter", does: "helpOpenCard" },
  { key: "Esc", does: "helpCloseForm" },
];

const OWN: Readonly<Partial<Record<Screen, readonly KeyHelp[]>>> = {
  overview: [
    { key: "↑ ↓", does: "helpMove" },
    { key: "← →", does: "helpBeside" },
    { key: "G", does: "helpGroup" },
    { key: "Enter", does: "helpDetail" },
    { key: "W", does: "helpWhy" },
    { key: { word: "keySpace" }, does: "helpAcknowledge" },
    { key: "B", does: "helpBulk" },
    { key: "R", does: "helpReset" },
    { key: "S", does: "helpShelve" },
    { key: "1 – 4", does: "helpFilter" },
    { key: "F", does: "helpFilters" },
    { key: "[ ]", does: "helpTabs" },
    { key: "Esc", does: "helpLeave" },
  ],
  trends: [
    { key: "← →", does: "helpCursor" },
    { key: "Shift ← →", does: "helpCursorLeap" },
    { key: "Home End", does: "helpCursorEnds" },
    { key: "+ −", does: "helpZoom" },
    { key: "L", does: "helpLive" },
  ],
  handling: CARDS,
};

const EVERYWHERE: readonly KeyHelp[] = [
  { key: "F2", does: "helpSilence" },
  { key: "?", does: "helpHelp" },
];

/** A screen without keys of its own is worked as any page is. */
export function keysOf(screen: Screen): readonly KeyHelp[] {
  return [...(OWN[screen] ?? BETWEEN), ...EVERYWHERE];
}
