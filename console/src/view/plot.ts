/**
 * The drawing of a trend by uPlot, whose own time labels follow the computer's locale and zone: so
 * every label here is written by us in Beijing time.
 */
import uPlot from "uplot";
import { spread } from "../state/labels";
import type { Columns } from "../state/tail";
import type { Limit, Tag } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatClock, formatMinute } from "../words/time";
import { levelsOf } from "./limit_bar";
import { isSwitch } from "./reading";

export const HEIGHT = 176;
const LINE = "#23292e";
const BAND = "rgb(35 41 46 / 14%)";
const GRID = "#d3d7da";
const INK = "#4a5157";
const GRAVE = "#7a1f1f";
const BEYOND = "#7a5a00";
const PAPER = "#eceeef";

/** Height of a label and the air above it, in CSS pixels. */
const LABEL = 12;

function isGrave(condition: string): boolean {
  return condition.length === 2;
}

function inkOf(condition: string): string {
  return isGrave(condition) ? GRAVE : BEYOND;
}

interface Line {
  condition: string;
  /** In pixels of the canvas. */
  y: number;
}

/** Draws limits with their names, after the values so that nothing hides them. */
function drawLimits(plot: uPlot, limits: readonly Limit[]): void {
  const { ctx, bbox } = plot;
  const lines = limits
    .map(({ condition, limit }) => ({ condition, y: Math.round(plot.valToPos(limit, "y", true)) }))
    .filter(({ y }) => y >= bbox.top && y <= bbox.top + bbox.height);
  ctx.save();
  for (const line of lines) drawLine(ctx, bbox, line);
  ctx.setLineDash([]);
  drawLabels(ctx, bbox, lines);
  ctx.restore();
}

function drawLine(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, { condition, y }: Line): void {
  ctx.strokeStyle = inkOf(condition);
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(isGrave(condition) ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y + 0.5);
  ctx.lineTo(bbox.left + bbox.width, y + 0.5);
  ctx.stroke();
}

function drawLabels(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, lines: Line[]): void {
  const apart = LABEL * devicePixelRatio;
  const places = spread(
    lines.map(({ y }) => y),
    apart,
    bbox.top + apart,
    bbox.top + bbox.height,
  );
  ctx.font = `${11 * devicePixelRatio}px sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.strokeStyle = PAPER;
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.lineJoin = "round";
  lines.forEach(({ condition }, index) => {
    const at = [bbox.left + 4 * devicePixelRatio, places[index]! - devicePixelRatio] as const;
    ctx.strokeText(condition, ...at);
    ctx.fillStyle = inkOf(condition);
    ctx.fillText(condition, ...at);
  });
}

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

const AXIS: uPlot.Axis = {
  stroke: INK,
  grid: { stroke: GRID, width: 1 },
  ticks: { stroke: GRID, width: 1 },
  font: "11px sans-serif",
};

function makeAxes(onOff: boolean): uPlot.Axis[] {
  const values: uPlot.Axis = {
    ...AXIS,
    size: 56,
    values: (_plot, splits) => {
      const step = (splits[1] ?? 1) - (splits[0] ?? 0);
      return splits.map((value) => formatNumber(value, decimalsFor(0, step * 100, [])));
    },
  };
  return [
    { ...AXIS, space: 60, size: 28, values: (_plot, splits) => splits.map(labelFor(splits)) },
    onOff
      ? {
          ...values,
          splits: (_plot, _axis, low, high) => statesIn(low, high),
          values: (_plot, splits) => splits.map(String),
        }
      : values,
  ];
}

/** In the order of the columns: time, least, most, value, and the value carried on to now. */
function makeLines(stepped: boolean): uPlot.Series[] {
  const hidden: uPlot.Series = { stroke: "transparent", points: { show: false } };
  const line: uPlot.Series = { stroke: LINE, width: 1.5, points: { show: false } };
  const steps = stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {};
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
    onOff
      ? [Math.min(0, low ?? 0) - 0.2, Math.max(1, high ?? 1) + 0.2]
      : rangeFor(low ?? tag.range_lo ?? 0, high ?? tag.range_hi ?? 1, values);
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
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
