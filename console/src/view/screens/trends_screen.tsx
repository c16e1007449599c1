/**
 * Trends: up to eight tags in one picture, live or of a range that stays. What is shown is all in
 * the address; only the cursor is not.
 */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  isLive,
  MOST_TAGS,
  readView,
  withoutTag,
  withTag,
  type Range,
  type TrendView,
} from "../../state/trend_address";
import { rangeOf } from "../../state/trend_range";
import type { TrendHistories } from "../../trend_histories";
import type { Instant } from "../../wire/frames";
import type { Park, Tag } from "../../wire/plant";
import type { JournalRow } from "../../wire/rest";
import { formatClock, formatInstant } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { readTag } from "../reading";
import type { ScreenProps } from "./screens";
import { TagPicker } from "./tag_picker";
import { EventList, MarkStrip } from "./trend_events";
import { ExportButton } from "./trend_export";
import { makeLine, type TrendLine } from "./trend_line";
import { TrendPicture } from "./trend_picture";
import type { Frame } from "./trend_plot";
import { useEvents, useHistories } from "./trend_readings";
import { SpanBar } from "./trend_span";
import { TrendTable } from "./trend_table";
import { changeView, makeTravel, useTrendKeys } from "./trend_travel";
import "../../style/trends.css";

/** The historian is asked for a part a pixel, and not anew for every pixel more. */
const POINTS_STEP = 100;
const MOST_POINTS = 2000;

function pointsFor({ width }: Frame): number {
  return Math.min(MOST_POINTS, Math.ceil(width / POINTS_STEP) * POINTS_STEP);
}

export function TrendsScreen({ desk, park }: ScreenProps) {
  const { say } = useSpeech();
  const view = readView(desk.address.query);
  return (
    <main class="screen trends">
      <h2 class="unseen">{say("screen_trends")}</h2>
      <Shown desk={desk} park={park} view={view} />
    </main>
  );
}

interface ShownProps {
  desk: Desk;
  park: Park;
  view: TrendView;
}

/** Where the cursor is and which event put it there. */
interface Pointed {
  at: Instant | null;
  event: number | null;
}

function Shown({ desk, park, view }: ShownProps) {
  const [frame, setFrame] = useState<Frame>({ left: 0, width: 0 });
  const [pointed, setPointed] = useState<Pointed>({ at: null, event: null });
  const known = view.tags.flatMap((tag) => park.tags.get(tag) ?? []);
  const live = isLive(view.when);
  const range = rangeOf(view.when, desk.shownTime);
  const histories = useHistories(desk, view, known, pointsFor(frame));
  const [events, askEvents] = useEvents(desk, view, known);
  const version = versionOf(desk, histories, known, range, live);
  // A pointer on its way over the picture changes none of them.
  const lines = useMemo(
    () => known.map((tag) => makeLine(desk, view, tag, histories.of(tag.tag), range)),
    [version, desk.address, park],
  );
  const cursor = cursorWithin(pointed.at, range, live);
  const travel = makeTravel(desk, cursor);
  const change = (edit: (before: TrendView) => TrendView) => changeView(desk, edit);
  const point = (at: Instant | null) => setPointed({ at, event: null });
  const choose = useMemo(
    () => (event: JournalRow) => setPointed({ at: event.at, event: event.seq }),
    [],
  );
  const move = (from: (cursor: Instant | null) => Instant | null) =>
    setPointed(({ at }) => ({ at: from(cursorWithin(at, range, live)), event: null }));
  useTrendKeys({ desk, travel, range, instants: instantsOf(lines), move });
  const rows = view.tags.map((tag) => ({
    tag,
    line: lines.find((line) => line.tag.tag === tag) ?? null,
  }));
  return (
    <>
      <div class="pane trend-bar">
        <TagPicker
          park={park}
          chosen={view.tags}
          pick={(tag) => change((before) => withTag(before, tag))}
        />
        <SpanBar desk={desk} when={view.when} range={range} travel={travel} />
        <ExportButton lines={lines} range={range} />
        {park.plant.clock === "stream" && <ReplayClock desk={desk} />}
      </div>
      {view.tags.length === 0 ? (
        <Nothing />
      ) : (
        <div class="trend-panes">
          <div class="pane trend-main">
            <MarkStrip park={park} events={events} range={range} frame={frame} choose={choose} />
            <TrendPicture
              lines={lines}
              range={range}
              cursor={cursor}
              version={version}
              point={point}
              drag={travel.between}
              frame={setFrame}
            />
            <CursorLine cursor={cursor} range={range} live={live} />
          </div>
          <EventList
            park={park}
            events={events}
            again={askEvents}
            tags={view.tags}
            chosen={pointed.event}
            choose={choose}
            now={desk.shownTime}
          />
          <TrendTable
            rows={rows}
            range={range}
            live={live}
            cursor={cursor}
            actions={{
              focus: (tag) => change((before) => ({ ...before, focus: tag })),
              remove: (tag) => change((before) => withoutTag(before, tag)),
              again: (tag) => histories.again(tag),
            }}
          />
        </div>
      )}
    </>
  );
}

/** A cursor that a live picture leaves behind stays at its edge; one beside a fixed range is none. */
function cursorWithin(at: Instant | null, { from, to }: Range, live: boolean): Instant | null {
  if (at === null || at > to) return null;
  return at >= from ? at : live ? from : null;
}

/** Where the cursor stops: at what was read of the tag in focus. */
function instantsOf(lines: readonly TrendLine[]): readonly Instant[] {
  return (lines.find(({ focused }) => focused) ?? lines[0])?.series.t ?? [];
}

/** Another text when lines are others: with what was read, and live with every second. */
function versionOf(
  desk: Desk,
  histories: TrendHistories,
  tags: readonly Tag[],
  { from, to }: Range,
  live: boolean,
): string {
  if (!live) return `${histories.version} ${from} ${to}`;
  const readings = tags.map((tag) => readTag(desk, tag));
  const told = readings.map(({ row, stale, worst }) => `${row.t} ${row.quality} ${stale} ${worst}`);
  return [histories.version, to - from, Math.floor(to / 1000), ...told].join(" ");
}

function Nothing() {
  const { say } = useSpeech();
  return <p class="empty">{say("trendEmpty", { count: MOST_TAGS })}</p>;
}

/** In a replay now is what the recording says, and not what the wall does. */
function ReplayClock({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  return (
    <strong class="replay-clock" data-testid="replay-clock">
      {say("replayClock")} {formatInstant(desk.shownTime)}
    </strong>
  );
}

const KEYS: readonly [string, Word][] = [
  ["← →", "trendKeyCursor"],
  ["+ −", "trendKeyZoom"],
  ["Home End", "trendKeyEnds"],
  ["L", "trendKeyLive"],
];

interface CursorLineProps {
  cursor: Instant | null;
  range: Range;
  live: boolean;
}

/** Of which instant the values beneath are, of which range the picture, and the keys. */
function CursorLine({ cursor, range, live }: CursorLineProps) {
  const { say } = useSpeech();
  const word = cursor !== null ? "trendCursorAt" : live ? "trendNow" : "trendEndAt";
  return (
    <p class="cursor-line">
      <strong aria-live={cursor === null ? "off" : "polite"} data-testid="trend-cursor">
        {say(word, { time: formatClock(cursor ?? range.to) })}
      </strong>
      <span data-testid="trend-range">
        {say(live ? "live" : "trendFixed")} {formatInstant(range.from)} – {formatInstant(range.to)}{" "}
        <small class="muted">{say("beijingTime")}</small>
      </span>
      <span class="muted cursor-keys">
        {KEYS.map(([key, means]) => (
          <span key={means}>
            <kbd>{key}</kbd> {say(means)}
          </span>
        ))}
        <span>{say("trendKeyDrag")}</span>
      </span>
    </p>
  );
}
