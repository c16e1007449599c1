/** Moving through time on the screen of trends, by buttons, keys and the pointer alike. */
import { useEffect } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  isLive,
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

export function makeTravel(desk: Desk, view: TrendView, cursor: Instant | null): Travel {
  const { when } = view;
  const range = rangeOf(when, desk.now);
  const show = (next: Span | Range) => desk.show(writeView({ ...view, when: next }));
  return {
    show,
    step: (towards) => show(step(range, towards, desk.now)),
    zoom: (towards) => {
      if (isLive(when) && cursor === null) return show(spanBeside(when, towards > 0 ? -1 : 1));
      const about = cursor ?? (range.from + range.to) / 2;
      show(zoom(range, towards > 0 ? 0.5 : 2, about, desk.now));
    },
    between: (one, other) => show(between(one, other, desk.now)),
    backToLive: () => show(isLive(when) ? when : nearestSpan(lengthOf(range))),
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
  cursor: Instant | null;
  point: (at: Instant | null) => void;
}

/** The keys of the screen, wherever on it the focus is. */
export function useTrendKeys(keys: TrendKeys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!isForScreen(keys.desk, "trends", event) || isListed(event)) return;
      if (press(keys, event)) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
}

/** In the list of events Home, End and the arrows are the list's. */
function isListed(event: KeyboardEvent): boolean {
  return event.defaultPrevented;
}

/** @returns whether the key does something here */
function press(
  { travel, range, instants, cursor, point }: TrendKeys,
  event: KeyboardEvent,
): boolean {
  const by = event.shiftKey ? LEAP : 1;
  switch (event.key) {
    case "ArrowLeft":
      point(instantBeside(instants, cursor ?? range.to, -by, range));
      return true;
    case "ArrowRight":
      point(instantBeside(instants, cursor ?? range.from, by, range));
      return true;
    case "Home":
      point(range.from);
      return true;
    case "End":
      point(range.to);
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
      point(null);
      travel.backToLive();
      return true;
    default:
      return false;
  }
}
