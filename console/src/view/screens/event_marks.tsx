/** The alarm events of the picture as marks along its time axis. */
import { useMemo } from "preact/hooks";
import type { Range } from "../../state/trend_address";
import { gatherMarks, worstRaised, type Mark } from "../../state/trend_events";
import type { Park } from "../../wire/plant";
import type { JournalRow } from "../../wire/rest";
import { SHAPES } from "../badge";
import { useSpeech } from "../language";
import { sayEvent } from "./event_words";
import type { Frame } from "./trend_plot";
import type { Events } from "./trend_readings";

/** Marks nearer to each other than this, CSS pixels, are one: there is room for how many they are. */
const APART = 36;
const TOUCH = 20;
/** So many events a mark tells of by itself. */
const TOLD = 6;
const HEIGHT = 20;

interface MarkStripProps {
  park: Park;
  events: Events;
  range: Range;
  frame: Frame;
  choose: (event: JournalRow) => void;
}

export function MarkStrip({ park, events, range, frame, choose }: MarkStripProps) {
  const { language } = useSpeech();
  const length = range.to - range.from;
  const marks = useMemo(
    () => gatherMarks(events.rows, (APART * length) / Math.max(1, frame.width)),
    [events, length, frame.width, language],
  );
  const place = (at: number) => frame.left + ((at - range.from) / length) * frame.width;
  // The list beside it says all of it to who can't see the marks.
  return (
    <svg class="event-marks" width="100%" height={HEIGHT} aria-hidden="true">
      {marks
        .filter(({ at }) => at >= range.from && at <= range.to)
        .map((mark) => (
          <MarkGlyph
            key={mark.events[0]!.seq}
            park={park}
            mark={mark}
            x={place(mark.at)}
            choose={choose}
          />
        ))}
    </svg>
  );
}

interface MarkGlyphProps {
  park: Park;
  mark: Mark;
  x: number;
  choose: (event: JournalRow) => void;
}

function MarkGlyph({ park, mark, x, choose }: MarkGlyphProps) {
  const speech = useSpeech();
  const { events } = mark;
  const worst = worstRaised(mark);
  const told = events.slice(0, TOLD).map((event) => sayEvent(speech, park, event));
  if (events.length > TOLD) told.push(speech.say("trendMoreInMark", { count: events.length }));
  return (
    <g class="event-mark" onClick={() => choose(events[0]!)} data-testid="event-mark">
      <title>{told.join("\n")}</title>
      <rect x={x - TOUCH / 2} y={0} width={TOUCH} height={HEIGHT} class="event-touch" />
      <text
        x={x}
        y={14}
        text-anchor="middle"
        class={worst === null ? "event-quiet" : `event-raised fill-${worst}`}
      >
        {worst === null ? glyphOf(events[0]!) : SHAPES[worst]}
      </text>
      {events.length > 1 && (
        <text x={x + 7} y={9} class="event-count">
          ×{events.length}
        </text>
      )}
    </g>
  );
}

/** Of what is no alarm that comes: hollow where it went, a tick where somebody saw it. */
function glyphOf({ event }: JournalRow): string {
  return event === "returned" ? "○" : "✓";
}
