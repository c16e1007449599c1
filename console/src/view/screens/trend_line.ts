/** One line of the picture: a tag, what is known of it and how it is drawn. */
import type { Desk } from "../../desk";
import { append, toSeries, type Series } from "../../state/series";
import { toSteps } from "../../state/steps";
import { withTail, type Columns } from "../../state/tail";
import { isLive, type Range, type TrendView } from "../../state/trend_address";
import { lookOfLine, type Look } from "../../state/trend_lines";
import type { Told } from "../../trend_histories";
import type { Tag } from "../../wire/plant";
import { holeOf, isSwitch, readTag, type Reading } from "../reading";

export interface TrendLine {
  tag: Tag;
  /** Among the tags of the view, from 0. */
  place: number;
  focused: boolean;
  look: Look;
  told: Told;
  reading: Reading;
  /** What was read. */
  series: Series;
  /** The same as it is drawn, with what is carried on from its end. */
  columns: Columns;
}

const NOTHING: Series = { t: [], v: [], min: [], max: [] };

/** A tag of the view that the plant knows, with what it has told. */
export function makeLine(
  desk: Desk,
  view: TrendView,
  tag: Tag,
  told: Told,
  range: Range,
): TrendLine {
  const place = view.tags.indexOf(tag.tag);
  const focused = view.focus === tag.tag;
  const reading = readTag(desk, tag);
  const live = isLive(view.when);
  const series = live
    ? withNewest(seriesOf(tag, told), reading, range, holeOf(tag))
    : seriesOf(tag, told);
  const columns = live ? carryToNow(series, reading, range) : carryToEnd(series, tag, range);
  const look = lookOfLine(place, focused);
  return { tag, place, focused, look, told, reading, series, columns };
}

function seriesOf(tag: Tag, { trace }: Told): Series {
  if (trace === null) return NOTHING;
  return (isSwitch(tag) ? toSteps : toSeries)(trace.bins, holeOf(tag));
}

/** A value of bad quality is none, and none can be carried on. */
function usableOf({ row }: Reading): number | null {
  return row.quality === "bad" ? null : row.value;
}

/** To the newest reading, which the last bin holds only as a part of its mean. */
function withNewest(series: Series, reading: Reading, { from, to }: Range, hole: number): Series {
  const { t } = reading.row;
  if (t === null || t < from || t > to) return series;
  return append(series, t, usableOf(reading), from, hole);
}

/** What still counts as the value, up to now. */
function carryToNow(series: Series, reading: Reading, { from, to }: Range): Columns {
  return withTail(series, { t: reading.row.t, value: usableOf(reading) }, to, from);
}

/** In a range that stays, only what stands until the next reading goes on to its end. */
function carryToEnd(series: Series, tag: Tag, { from, to }: Range): Columns {
  if (holeOf(tag) === Infinity) return withTail(series, { t: null, value: null }, to, from);
  return { ...series, tail: series.t.map(() => null) };
}

/** Lines of one unit share one scale; a point with states or without a unit has its own. */
export function scaleOf(tag: Tag): string {
  return tag.unit === "" || isSwitch(tag) ? `tag ${tag.tag}` : `unit ${tag.unit}`;
}
