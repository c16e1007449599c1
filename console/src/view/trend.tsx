/**
 * The last half hour of one tag with its limits: history from the historian, then live values as
 * they come. Drawn by uPlot; its own time labels follow the computer's locale and zone, so every
 * label here is written by us in Beijing time.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { Desk } from "../desk";
import { append, toSeries, windowOf, type Series } from "../state/series";
import { readHistory } from "../wire/rest";
import type { Limit, Tag } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatClock, formatMinute } from "../words/time";
import { useSpeech } from "./language";
import { levelsOf } from "./limit_bar";
import { decimalsOfTag, isSwitch, readTag } from "./reading";

const SPAN_MS = 30 * 60_000;
const HEIGHT = 176;
const LINE = "#23292e";
const BAND = "rgb(35 41 46 / 14%)";
const GRID = "#d3d7da";
const INK = "#4a5157";
const GRAVE = "#7a1f1f";
const BEYOND = "#7a5a00";

/** Draws limits as dashed lines with their names, after the values so that nothing hides them. */
function drawLimits(plot: uPlot, limits: readonly Limit[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px sans-serif`;
  ctx.lineWidth = devicePixelRatio;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const { condition, limit } of limits) {
    const y = Math.round(plot.valToPos(limit, "y", true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = condition.length === 2 ? GRAVE : BEYOND;
    ctx.fillStyle = ctx.strokeStyle;
    ctx.setLineDash(condition.length === 2 ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(condition, bbox.left + 4 * devicePixelRatio, y - devicePixelRatio);
  }
  ctx.restore();
}

/** Time labels as fine as the ticks stand close. */
function labelFor(splits: readonly number[]): (instant: number) => string {
  const step = (splits[1] ?? Infinity) - (splits[0] ?? 0);
  const format = step < 60_000 ? formatClock : formatMinute;
  // uPlot's ticks are off by fractions of a millisecond, which would turn 12:30:00 into 12:29:59.
  return (instant) => format(Math.round(instant / 1000) * 1000);
}

/** Silence after which the line breaks: the tag's stale limit (contract 1, rule 9). */
function holeOf(tag: Tag): number {
  return tag.interval_s === null ? Infinity : Math.max(3 * tag.interval_s, 10) * 1000;
}

/** Shows values and the limits near them; a limit far away must not flatten the curve. */
export function rangeFor(low: number, high: number, limits: readonly number[]): [number, number] {
  const span = Math.max(high - low, Math.abs(high) * 0.01, 1e-6);
  const near = limits.filter((limit) => limit > low - 2 * span && limit < high + 2 * span);
  const [least, most] = [Math.min(low, ...near), Math.max(high, ...near)];
  const margin = Math.max((most - least) * 0.08, span * 0.1);
  return [least - margin, most + margin];
}

function makePlot(element: HTMLElement, tag: Tag, onCursor: (index: number | null) => void): uPlot {
  const limits = levelsOf(tag);
  const values = limits.map((limit) => limit.limit);
  const onOff = isSwitch(tag);
  const axis = {
    stroke: INK,
    grid: { stroke: GRID, width: 1 },
    ticks: { stroke: GRID, width: 1 },
    font: "11px sans-serif",
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: true },
        y: {
          range: (_plot, low: number | null, high: number | null) =>
            onOff
              ? [-0.2, 1.2]
              : rangeFor(low ?? tag.range_lo ?? 0, high ?? tag.range_hi ?? 1, values),
        },
      },
      axes: [
        { ...axis, space: 60, size: 28, values: (_plot, splits) => splits.map(labelFor(splits)) },
        {
          ...axis,
          size: 52,
          ...(onOff ? { splits: () => [0, 1] } : {}),
          values: (_plot, splits) => {
            const step = (splits[1] ?? 1) - (splits[0] ?? 0);
            return splits.map((value) => formatNumber(value, decimalsFor(0, step * 100, [])));
          },
        },
      ],
      series: [
        {},
        { stroke: "transparent", points: { show: false } },
        { stroke: "transparent", points: { show: false } },
        {
          stroke: LINE,
          width: 1.5,
          points: { show: false },
          spanGaps: false,
          ...(tag.interval_s === null || onOff
            ? { paths: uPlot.paths.stepped!({ align: 1 }) }
            : {}),
        },
      ],
      bands: [{ series: [2, 1], fill: BAND }],
      hooks: {
        draw: [(plot) => drawLimits(plot, limits)],
        setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      },
    },
    [[], [], [], []],
    element,
  );
}

export function Trend({ desk, tag }: { desk: Desk; tag: Tag }) {
  const { say } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [series, setSeries] = useState<Series | "failed" | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [shows, setShows] = useState(0);
  const connections = desk.conversation.connections;
  const { row, stale } = readTag(desk, tag);

  useEffect(() => {
    const element = box.current!;
    const made = makePlot(element, tag, setCursor);
    plot.current = made;
    const resize = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    resize.observe(element);
    // A hidden page draws nothing and so appends nothing: read again when it is looked at.
    const shown = () => document.visibilityState === "visible" && setShows((count) => count + 1);
    document.addEventListener("visibilitychange", shown);
    return () => {
      document.removeEventListener("visibilitychange", shown);
      resize.disconnect();
      made.destroy();
    };
  }, [tag]);

  useEffect(() => {
    const abort = new AbortController();
    const to = desk.now;
    readHistory(tag.tag, to - SPAN_MS, to, abort.signal)
      .then((history) => setSeries(toSeries(history, holeOf(tag))))
      .catch(() => {
        if (!abort.signal.aborted) setSeries("failed");
      });
    return () => abort.abort();
  }, [tag, connections, shows]);

  useEffect(() => {
    if (row.t === null) return;
    const value = row.quality === "bad" ? null : row.value;
    setSeries((known) =>
      known && known !== "failed"
        ? append(known, row.t!, value, desk.now - SPAN_MS, holeOf(tag))
        : known,
    );
  }, [row.t, row.value]);

  useEffect(() => {
    const drawn = plot.current;
    if (!drawn || !series || series === "failed") return;
    drawn.setData([series.t, series.min, series.max, series.v], false);
    drawn.setScale("x", windowOf(series, desk.now, SPAN_MS));
  }, [series, Math.floor(desk.now / 1000)]);

  const point = series && series !== "failed" && cursor !== null ? cursor : null;
  return (
    <div class={stale ? "trend is-stale" : "trend"} data-testid="trend">
      <div ref={box} class="trend-box" />
      <div class="trend-note">
        {series === null && say("loading")}
        {series === "failed" && say("notLoaded")}
        {point !== null && series && series !== "failed" && series.t[point] !== undefined && (
          <>
            {formatClock(series.t[point])}{" "}
            <b>{formatNumber(series.v[point], decimalsOfTag(tag))}</b> {tag.unit}
          </>
        )}
      </div>
    </div>
  );
}
