/**
 * Trends: up to eight tags in one picture, live or of a range that stays. What is shown is all in
 * the address; only the cursor is not.
 */
import { useState } from "preact/hooks";
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
import type { Instant } from "../../wire/frames";
import type { Park, Tag } from "../../wire/plant";
import { formatClock, formatInstant } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { EventList } from "./event_list";
import { MarkStrip } from "./event_marks";
import type { ScreenProps } from "./screens";
import { TagPicker } from "./tag_picker";
import { useCursor, type Cursor } from "./trend_cursor";
import { ExportButton } from "./trend_export";
import type { TrendLine } from "./trend_line";
import { TrendPicture } from "./trend_picture";
import type { Frame } from "./trend_plot";
import { useEvents, useHistories, useLines } from "./trend_readings";
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

function Shown({ desk, park, view }: ShownProps) {
  const [frame, setFrame] = useState<Frame>({ left: 0, width: 0 });
  const live = isLive(view.when);
  const range = rangeOf(view.when, desk.shownTime);
  const known = view.tags.flatMap((tag) => park.tags.get(tag) ?? []);
  const histories = useHistories(desk, view, known, pointsFor(frame));
  const { lines, version } = useLines(desk, view, known, histories);
  const cursor = useCursor(range, live);
  const travel = makeTravel(desk, cursor.at);
  useTrendKeys({ desk, travel, range, instants: instantsOf(lines), move: cursor.move });
  const picture = { range, live, lines, version, frame, setFrame, cursor };
  return (
    <>
      <div class="pane trend-bar">
        <TagPicker
          park={park}
          chosen={view.tags}
          pick={(tag) => changeView(desk, (before) => withTag(before, tag))}
        />
        <SpanBar desk={desk} when={view.when} range={range} travel={travel} />
        <ExportButton lines={lines} range={range} />
        {park.plant.clock === "stream" && <ReplayClock desk={desk} />}
      </div>
      {view.tags.length === 0 ? (
        <Nothing />
      ) : (
        <Panes
          {...{ desk, park, view, known, ...picture }}
          drag={travel.between}
          again={(tag) => histories.again(tag)}
        />
      )}
    </>
  );
}

interface PanesProps extends ShownProps {
  /** The tags of the view that the plant knows, and their lines. */
  known: readonly Tag[];
  lines: readonly TrendLine[];
  version: string;
  range: Range;
  live: boolean;
  frame: Frame;
  setFrame: (frame: Frame) => void;
  cursor: Cursor;
  drag: (one: Instant, other: Instant) => void;
  again: (tag: string) => void;
}

/** The picture, the events beside it and the values beneath. */
function Panes({ desk, park, view, known, ...picture }: PanesProps) {
  const { lines, version, range, live, frame, setFrame, cursor, drag, again } = picture;
  const [events, askEvents] = useEvents(desk, view, known);
  const { at, event, point, choose } = cursor;
  const change = (edit: (before: TrendView) => TrendView) => changeView(desk, edit);
  return (
    <div class="trend-panes">
      <div class="pane trend-main">
        <MarkStrip park={park} events={events} range={range} frame={frame} choose={choose} />
        <TrendPicture {...{ lines, range, version, point, drag }} cursor={at} frame={setFrame} />
        <CursorLine cursor={at} range={range} live={live} />
      </div>
      <EventList
        {...{ park, events, choose }}
        again={askEvents}
        tags={view.tags}
        chosen={event}
        now={desk.shownTime}
      />
      <TrendTable
        rows={view.tags.map((tag) => ({ tag, line: lines.find((line) => line.tag.tag === tag) }))}
        range={range}
        at={at ?? (live ? null : range.to)}
        actions={{
          focus: (tag) => change((before) => ({ ...before, focus: tag })),
          remove: (tag) => change((before) => withoutTag(before, tag)),
          again,
        }}
      />
    </div>
  );
}

/** Where the cursor stops: at what was read of the tag in focus. */
function instantsOf(lines: readonly TrendLine[]): readonly Instant[] {
  return (lines.find(({ focused }) => focused) ?? lines[0])?.series.t ?? [];
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
