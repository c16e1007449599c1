/**
 * The drawing of a trend by uPlot, whose own time labels follow the computer's locale and zone: so
 * every label here is written by us in Beijing time.
 */
import uPlot from "uplot";
import type { Columns } from "../state/tail";
import type { Tag } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatClock, formatMinute } from "../words/time";
import { levelsOf } from "./limit_bar";
import { drawLimits } from "./limit_lines";
import { isSwitch } from "./reading";

export const HEIGHT = 98;
const LINE = "#23292e";
export const BAND = "rgb(35 41 46 / 14%)";
const GRID = "#d3d7da";
const INK = "#4a5157";

/** Time labels as fine as the ticks stand close. */
function labelFor(splits: readonly number[]): (instant: number) => string {
  const step = (splits[1] ?? Infinity) - (splits[0] ?? 0);
  const format = step < 60_000 ? formatClock : formatMinute;
  // uPlot's ticks are off by fractions of a millisecond, which would turn 12:30:00 into 12:29:59.
  return (instant) => format(Math.round(instant / 1000) * 1000);
}

/** Shows values and the limits near them; a limit far away must not flatten the curve. */
export function rangeFor(low: number, high: number, limits: readonly number[]): [number, number] {
  const span = Math.max(high - low, Math.abs(high) * 0.01, 1e-6);
  const near = limits.filter((limit) => limit > low - 2 * span && limit < high + 2 * span);
  const [least, most] = [Math.min(low, ...near), Math.max(high, ...near)];
  const margin = Math.max((most - least) * 0.08, span * 0.1);
  return [least - margin, most + margin];
}

/** The states between two values, each a place on the axis; 0 and 1 always. */
function statesIn(low: number, high: number): number[] {
  const [least, most] = [Math.min(0, Math.ceil(low)), Math.max(1, Math.floor(high))];
  return Array.from({ length: Math.min(most - least, 20) + 1 }, (_, index) => least + index);
}

export const AXIS: uPlot.Axis = {
  stroke: INK,
  grid: { stroke: GRID, width: 1 },
  ticks: { stroke: GRID, width: 1 },
  font: "11px sans-serif",
};

/** Values as fine as the ticks stand close; of a point with states only these. */
export function makeValueAxis(onOff: boolean): uPlot.Axis {
  const axis = { ...AXIS, size: 56 };
  if (onOff) {
    return {
      ...axis,
      splits: (_plot, _axis, low, high) => statesIn(low, high),
      values: (_plot, splits) => splits.map(String),
    };
  }
  return {
    ...axis,
    values: (_plot, splits) => {
      const step = (splits[1] ?? 1) - (splits[0] ?? 0);
      return splits.map((value) => formatNumber(value, decimalsFor(0, step * 100, [])));
    },
  };
}

function makeAxes(onOff: boolean): uPlot.Axis[] {
  return [
    { ...AXIS, space: 60, size: 28, values: (_plot, splits) => splits.map(labelFor(splits)) },
    makeValueAxis(onOff),
  ];
}

/** The values that one scale shows; a switch always both of its states. */
export function rangeOfTag(
  tag: Tag,
  low: number | null,
  high: number | null,
  limits: readonly number[],
): [number, number] {
  return isSwitch(tag)
    ? [Math.min(0, low ?? 0) - 0.2, Math.max(1, high ?? 1) + 0.2]
    : rangeFor(low ?? tag.range_lo ?? 0, high ?? tag.range_hi ?? 1, limits);
}

/** In the order of the columns: time, least, most, value, and the value carried on to now. */
function makeLines(stepped: boolean): uPlot.Series[] {
  const steps = stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {};
  const hidden: uPlot.Series = { stroke: "transparent", points: { show: false }, ...steps };
  const line: uPlot.Series = { stroke: LINE, width: 1.5, points: { show: false } };
  return [{}, hidden, { ...hidden }, { ...line, spanGaps: false, ...steps }, line];
}

export function makePlot(
  element: HTMLElement,
  tag: Tag,
  onCursor: (index: number | null) => void,
): uPlot {
  const limits = levelsOf(tag);
  const values = limits.map((limit) => limit.limit);
  const onOff = isSwitch(tag);
  const range = (_plot: uPlot, low: number | null, high: number | null): [number, number] =>
    rangeOfTag(tag, low, high, values);
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, null, 0, null],
    ms: 1,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range } },
    axes: makeAxes(onOff),
    series: makeLines(onOff || tag.interval_s === null),
    bands: onOff ? [] : [{ series: [2, 1], fill: BAND }],
    hooks: {
      draw: [(plot) => drawLimits(plot, limits)],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
    },
  };
  return new uPlot(options, [[], [], [], [], []], element);
}

const TAIL = 4;

/** Puts new columns on the picture; a `stale` value is carried to now by dashes. */
export function draw(
  plot: uPlot,
  columns: Columns,
  window: { min: number; max: number },
  stale: boolean,
): void {
  const tail = plot.series[TAIL];
  if (tail) tail.dash = stale ? [5, 4] : [];
  plot.setData([columns.t, columns.min, columns.max, columns.v, columns.tail], false);
  plot.setScale("x", window);
}
