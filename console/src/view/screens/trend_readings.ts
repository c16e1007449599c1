/**
 * What the picture of trends is drawn from: histories and live readings of its tags, and what the
 * journal tells of their alarms. It asks again behind a new connection, when the page is looked at
 * again, and now and then, because readings and entries may come late.
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { listEvents } from "../../state/trend_events";
import { isLive, SPANS, type Range, type TrendView } from "../../state/trend_address";
import { gridOf, rangeOf } from "../../state/trend_range";
import { TrendHistories } from "../../trend_histories";
import type { Tag } from "../../wire/plant";
import type { JournalRow } from "../../wire/rest";
import { readBins, readEvents } from "../../wire/trends";
import { readTag } from "../reading";
import { makeLine, type TrendLine } from "./trend_line";

/** A live picture is asked for again after its sixtieth part, but not more often than this, ms. */
const LEAST_AGAIN_MS = 60_000;

/** Says when what was asked for must be asked again: it is another text then. */
function useOccasion(desk: Desk, { when }: TrendView): string {
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    // A hidden page is not redrawn and misses what is read meanwhile.
    const look = () => document.visibilityState === "visible" && setLooks((count) => count + 1);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  const { connections } = desk.conversation;
  if (!isLive(when)) return `${when.from} ${when.to} ${connections}`;
  const every = Math.max(LEAST_AGAIN_MS, SPANS[when] / 60);
  return `${when} ${connections} ${looks} ${Math.floor(desk.shownTime / every)}`;
}

/**
 * @param tags those of the view that the plant knows
 * @param points how many parts the picture is wide; 0 while that is not known
 */
export function useHistories(
  desk: Desk,
  view: TrendView,
  tags: readonly Tag[],
  points: number,
): TrendHistories {
  const histories = useMemo(() => new TrendHistories(readBins, () => desk.changed()), [desk]);
  useEffect(() => () => histories.close(), [histories]);
  const occasion = `${useOccasion(desk, view)} ${points}`;
  const names = tags.map(({ tag }) => tag);
  useEffect(() => {
    if (points === 0) return;
    histories.want(names, gridOf(rangeOf(view.when, desk.now), points), occasion);
  }, [histories, occasion, names.join("\n")]);
  useEffect(() => {
    if (isLive(view.when)) takeReadings(desk, histories, tags, rangeOf(view.when, desk.now));
  });
  return histories;
}

function takeReadings(
  desk: Desk,
  histories: TrendHistories,
  tags: readonly Tag[],
  { from }: Range,
): void {
  for (const tag of tags) {
    const { row } = readTag(desk, tag);
    if (row.t === null || row.t < from || row.value === null || row.quality === "bad") continue;
    histories.take(tag.tag, tag.unit, row.t, row.value, from);
  }
}

interface Lines {
  lines: readonly TrendLine[];
  /** Another text whenever the lines are others. */
  version: string;
}

/** The lines of the tags: made anew with what is read, and live with every second, not oftener. */
export function useLines(
  desk: Desk,
  view: TrendView,
  tags: readonly Tag[],
  histories: TrendHistories,
): Lines {
  const range = rangeOf(view.when, desk.shownTime);
  const version = isLive(view.when)
    ? `${histories.version} ${view.when} ${tellReadings(desk, tags)}`
    : `${histories.version} ${range.from} ${range.to}`;
  const lines = useMemo(
    () => tags.map((tag) => makeLine(desk, view, tag, histories.of(tag.tag), range)),
    [version, desk.address, desk.park],
  );
  return { lines, version };
}

/** How live readings stand, to the second. */
function tellReadings(desk: Desk, tags: readonly Tag[]): string {
  const told = tags.map((tag) => {
    const { row, stale, worst } = readTag(desk, tag);
    return `${row.t} ${row.quality} ${stale} ${worst}`;
  });
  return [Math.floor(desk.shownTime / 1000), ...told].join(" ");
}

export interface Events {
  /** Oldest first. */
  rows: readonly JournalRow[];
  state: "loading" | "ready" | "failed";
  /** Whether there are earlier ones in the range, which were not asked for. */
  more: boolean;
}

const NONE: Events = { rows: [], state: "ready", more: false };

/** What happened, and how to ask for it once more. */

export function useEvents(desk: Desk, view: TrendView, tags: readonly Tag[]): [Events, () => void] {
  const [events, setEvents] = useState<Events>(NONE);
  const [tries, setTries] = useState(0);
  const occasion = useOccasion(desk, view);
  const names = tags.map(({ tag }) => tag);
  const alarms = isLive(view.when) ? tellAlarms(desk, names) : "";
  useEffect(() => {
    if (names.length === 0) return setEvents(NONE);
    const abort = new AbortController();
    setEvents((before) => ({ ...before, state: "loading" }));
    readEvents(names, rangeOf(view.when, desk.now), abort.signal)
      .then(({ items, next }) =>
        setEvents({ rows: listEvents(items), state: "ready", more: next !== null }),
      )
      .catch(() => {
        if (!abort.signal.aborted) setEvents({ ...NONE, state: "failed" });
      });
    return () => abort.abort();
  }, [occasion, names.join("\n"), alarms, tries]);
  return [events, () => setTries((count) => count + 1)];
}

/** How the alarms of some tags stand: another text whenever something has happened to one. */
function tellAlarms(desk: Desk, tags: readonly string[]): string {
  const wanted = new Set(tags);
  const told: string[] = [];
  for (const row of desk.alarms.values()) {
    if (wanted.has(row.source)) told.push(`${row.id} ${row.version}`);
  }
  return told.sort().join("\n");
}
