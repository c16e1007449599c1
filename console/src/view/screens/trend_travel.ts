/** Moving through time on the screen of trends, by buttons, keys and the pointer alike. */
import { useLayoutEffect } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  isLive,
  readView,
  writeView,
  type Range,
  type Span,
  type TrendView,
} from "../../state/trend_address";
import {
  between,
  lengthOf,
  nearestSpan,
  rangeOf,
  spanBeside,
  step,
  zoom,
} from "../../state/trend_range";
import { instantBeside } from "../../state/trace";
import type { Instant } from "../../wire/frames";
import { isForScreen } from "../keys";

export interface Travel {
  show(when: Span | Range): void;
  step(towards: 1 | -1): void;
  /** Nearer (`1`) or farther (`-1`), about the cursor where there is one. */
  zoom(towards: 1 | -1): void;
  between(one: Instant, other: Instant): void;
  backToLive(): void;
}

/** Changes what is shown, from what the address says by then: two keys may come between two pictures. */
export function changeView(desk: Desk, change: (view: TrendView) => TrendView): void {
  desk.show(writeView(change(readView(desk.address.query))));
}

export function makeTravel(desk: Desk, cursor: Instant | null): Travel {
  const go = (next: (when: Span | Range, range: Range) => Span | Range) =>
    changeView(desk, (view) => ({
      ...view,
      when: next(view.when, rangeOf(view.when, desk.now)),
    }));
  return {
    show: (when) => go(() => when),
    step: (towards) => go((_, range) => step(range, towards, desk.now)),
    zoom: (towards) =>
      go((when, range) => {
        if (isLive(when) && cursor === null) return spanBeside(when, towards > 0 ? -1 : 1);
        const about = cursor ?? (range.from + range.to) / 2;
        return zoom(range, towards > 0 ? 0.5 : 2, about, desk.now);
      }),
    between: (one, other) => go(() => between(one, other, desk.now)),
    backToLive: () => go((when, range) => (isLive(when) ? when : nearestSpan(lengthOf(range)))),
  };
}

/** Of one key pressed with Shift. */
const LEAP = 20;

interface TrendKeys {
  desk: Desk;
  travel: Travel;
  range: Range;
  /** What was read of the tag in focus: where the cursor stops. */
  instants: readonly Instant[];
  /** Puts the cursor somewhere, from where it is by then. */
  move: (from: (cursor: Instant | null) => Instant | null) => void;
}

/** The keys of the screen, wherever on it the focus is. */
export function useTrendKeys(keys: TrendKeys): void {
  // With the picture, not after it: a key must never meet the range of the one before.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      // In the list of events Home, End and the arrows are the list's, which takes them first.
      if (event.defaultPrevented || !isForScreen(keys.desk, "trends", event)) return;
      if (press(keys, event)) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
}

/** @returns whether the key does something here */
function press({ travel, range, instants, move }: TrendKeys, event: KeyboardEvent): boolean {
  const by = event.shiftKey ? LEAP : 1;
  switch (event.key) {
    case "ArrowLeft":
      move((cursor) => instantBeside(instants, cursor ?? range.to, -by, range));
      return true;
    case "ArrowRight":
      move((cursor) => instantBeside(instants, cursor ?? range.from, by, range));
      return true;
    case "Home":
      move(() => range.from);
      return true;
    case "End":
      move(() => range.to);
      return true;
    case "+":
    case "=":
      travel.zoom(1);
      return true;
    case "-":
    case "−":
      travel.zoom(-1);
      return true;
    case "l":
    case "L":
      move(() => null);
      travel.backToLive();
      return true;
    default:
      return false;
  }
}
