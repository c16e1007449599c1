/** The alarm events of the picture: marks along its time axis, and a list to step through by keys. */
import { useMemo, useRef } from "preact/hooks";
import { gatherMarks, placeAfter, worstRaised, type Mark } from "../../state/trend_events";
import type { Range } from "../../state/trend_address";
import { numeralOf } from "../../state/trend_lines";
import type { Park } from "../../wire/plant";
import type { JournalRow } from "../../wire/rest";
import { formatNumber } from "../../words/number";
import { formatInstant, formatNear } from "../../words/time";
import { Badge, SHAPES } from "../badge";
import { sayAlarm } from "../condition";
import { useSpeech, type Speech } from "../language";
import { decimalsOfTag } from "../reading";
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

function sayEvent(speech: Speech, park: Park, row: JournalRow): string {
  const who = row.event === "acknowledged" ? speech.named("actor", row.actor) : "";
  const what = [speech.named("event", row.event), sayAlarm(speech, park, row.alarm)];
  return [formatInstant(row.at), ...what, sayValue(park, row), who].filter(Boolean).join(" ");
}

function sayValue(park: Park, { source, value }: JournalRow): string {
  const tag = park.tags.get(source);
  if (value === null || !tag) return "";
  return `${formatNumber(value, decimalsOfTag(tag))} ${tag.unit}`.trim();
}

interface EventListProps {
  park: Park;
  events: Events;
  again: () => void;
  /** In the order of their lines. */
  tags: readonly string[];
  chosen: number | null;
  choose: (event: JournalRow) => void;
  now: number;
}

export function EventList({ park, events, again, tags, chosen, choose, now }: EventListProps) {
  const { say, language } = useSpeech();
  const list = useRef<HTMLOListElement>(null);
  const { state, more } = events;
  // As in every list of what happened.
  const rows = useMemo(() => [...events.rows].reverse(), [events]);
  const day = Math.floor(now / 86_400_000);
  // Hundreds of rows that rarely change: made anew only when they do.
  const items = useMemo(
    () =>
      rows.map((row) => (
        <EventItem
          key={row.seq}
          park={park}
          row={row}
          place={tags.indexOf(row.source)}
          chosen={row.seq === chosen}
          choose={choose}
          now={now}
        />
      )),
    [rows, chosen, language, park, tags.join("\n"), day],
  );
  const press = (event: KeyboardEvent) => {
    const place = rows.findIndex(({ seq }) => seq === chosen);
    const next = placeAfter(event.key, place < 0 ? null : place, rows.length);
    if (next === null) return;
    event.preventDefault();
    choose(rows[next]!);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <section class="pane event-pane" aria-label={say("trendEvents")}>
      <div class="pane-head">
        <h2>{say("trendEvents")}</h2>
        {rows.length > 0 && <span class="muted">{rows.length}</span>}
        <small class="muted">{say("trendEventsHint")}</small>
      </div>
      <div class="pane-body">
        {more && <p class="muted event-note">{say("trendMoreEvents", { count: rows.length })}</p>}
        {state === "failed" && (
          <p class="event-note">
            {say("notLoaded")}{" "}
            <button type="button" onClick={again}>
              {say("tryAgain")}
            </button>
          </p>
        )}
        {state === "ready" && rows.length === 0 && (
          <p class="muted event-note">{say("trendNoEvents")}</p>
        )}
        <ol
          ref={list}
          class="event-list"
          role="listbox"
          tabIndex={0}
          aria-label={say("trendEvents")}
          aria-activedescendant={chosen === null ? undefined : `event-${chosen}`}
          onKeyDown={press}
          data-testid="event-list"
        >
          {items}
        </ol>
      </div>
    </section>
  );
}

interface EventItemProps {
  park: Park;
  row: JournalRow;
  /** Of the tag's line. */
  place: number;
  chosen: boolean;
  choose: (event: JournalRow) => void;
  now: number;
}

function EventItem({ park, row, place, chosen, choose, now }: EventItemProps) {
  const speech = useSpeech();
  const { named } = speech;
  return (
    <li
      id={`event-${row.seq}`}
      role="option"
      aria-selected={chosen}
      class={chosen ? "event-item is-chosen" : "event-item"}
      title={sayEvent(speech, park, row)}
      onClick={() => choose(row)}
      data-testid="event-item"
    >
      <time>{formatNear(row.at, now)}</time>
      <b>{named("event", row.event)}</b>
      {row.event === "raised" ? <Badge priority={row.priority} /> : <span />}
      <span class="ellipsis event-what">
        {place >= 0 && numeralOf(place)} {sayAlarm(speech, park, row.alarm)}
      </span>
      <small class="muted ellipsis">
        {row.event === "acknowledged" ? named("actor", row.actor) : sayValue(park, row)}
      </small>
    </li>
  );
}
