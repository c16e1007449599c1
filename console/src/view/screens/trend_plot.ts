/**
 * The drawing of several tags in one picture by uPlot. Every line has the scale of its unit; axes
 * are shown of the tag in focus and of one other unit. The number of each line stands at its end.
 */
import uPlot from "uplot";
import { ticksIn } from "../../state/time_ticks";
import { numeralOf } from "../../state/trend_lines";
import type { Range } from "../../state/trend_address";
import type { Instant } from "../../wire/frames";
import type { Tag } from "../../wire/plant";
import { labelTimes } from "../../words/time";
import { levelsOf } from "../limit_bar";
import { drawLimits } from "../limit_lines";
import { AXIS, BAND, makeValueAxis, rangeOfTag } from "../plot";
import { isSwitch } from "../reading";
import { drawEnds, type LineEnd } from "./line_ends";
import { scaleOf, type TrendLine } from "./trend_line";

/** Room at the right for the numbers of the lines, CSS pixels. */
const ENDS = 26;
/** Room for the numbers of an axis, CSS pixels, apart from what it is called by. */
const NUMBERS = 62;
const TICK_PX = 76;

export interface Frame {
  /** Of the area in which lines are drawn, CSS pixels within the picture. */
  left: number;
  width: number;
}

export interface Hands {
  /** The pointer is at an instant, or has left the picture. */
  point(at: Instant | null): void;
  /** A range was drawn over the picture. */
  drag(one: Instant, other: Instant): void;
  /** Where the lines are drawn has changed. */
  frame(frame: Frame): void;
}

/** In the order of drawing: what is in focus lies above the others. */
function inOrder(lines: readonly TrendLine[]): TrendLine[] {
  return [...lines].sort((one, other) => Number(one.focused) - Number(other.focused));
}

/** Another text means another picture, and not only other values in it. */
export function shapeOf(lines: readonly TrendLine[]): string {
  const told = ({ tag, place, focused }: TrendLine) => [
    ...[place, tag.tag, tag.unit, focused],
    ...levelsOf(tag).map(({ condition, limit }) => `${condition} ${limit}`),
  ];
  return lines.map((line) => told(line).join(" ")).join("\n");
}

export class TrendPlot {
  #plot: uPlot;
  #lines: TrendLine[];
  #hands: Hands;
  #frame = "";

  constructor(element: HTMLElement, lines: readonly TrendLine[], hands: Hands) {
    this.#hands = hands;
    this.#lines = inOrder(lines);
    this.#plot = new uPlot(this.#options(element), undefined, element);
    // Not uPlot's own telling of its cursor: that also tells of one which time has carried along.
    const { over } = this.#plot;
    over.addEventListener("pointermove", ({ clientX }) => {
      const left = clientX - over.getBoundingClientRect().left;
      hands.point(this.#plot.posToVal(left, "x"));
    });
    over.addEventListener("pointerleave", () => hands.point(null));
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  /** The same lines with other values. */
  draw(lines: readonly TrendLine[], { from, to }: Range): void {
    this.#lines = inOrder(lines);
    this.#lines.forEach(({ reading, look }, index) => {
      // What is carried on although it is too old, by short dashes that no line has of its own.
      const tail = this.#plot.series[tailOf(index)];
      if (tail) tail.dash = reading.stale ? [3, 5] : [...look.dash];
    });
    this.#plot.batch(() => {
      this.#plot.setData(columnsOf(this.#lines), false);
      this.#plot.setScale("x", { min: from, max: to });
    });
  }

  /** Shows the cursor at an instant, or nowhere. */
  place(at: Instant | null): void {
    const left = at === null ? -10 : this.#plot.valToPos(at, "x");
    this.#plot.setCursor({ left, top: at === null ? -10 : 0 });
  }

  #options(element: HTMLElement): uPlot.Options {
    const scales = [...new Set(axisScales(this.#lines))];
    const second = scales.length > 1;
    return {
      width: element.clientWidth,
      height: element.clientHeight,
      ms: 1,
      padding: [8, second ? 0 : ENDS, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
      },
      scales: { x: { time: true }, ...scalesOf(this.#lines) },
      axes: [timeAxis(), ...scales.map((scale, index) => this.#axis(scale, index))],
      series: [{}, ...this.#lines.flatMap(seriesOf), ...this.#bandSeries()],
      bands: this.#bands(),
      hooks: {
        draw: [() => this.#drawOver()],
        setSelect: [(plot) => this.#drag(plot)],
      },
    };
  }

  #axis(scale: string, index: number): uPlot.Axis {
    const of = this.#lines.filter(({ tag }) => scaleOf(tag) === scale);
    const places = of.map(({ place }) => place).sort((one, other) => one - other);
    const { unit, tag } = of[0]!.tag;
    const axis = {
      ...makeValueAxis(isSwitch(of[0]!.tag)),
      scale,
      size: NUMBERS,
      label: `${places.map(numeralOf).join("")} ${unit || tag}`,
      labelFont: "12px sans-serif",
      labelSize: 18,
    };
    if (index === 0) return axis;
    return {
      ...axis,
      side: 1,
      size: NUMBERS + ENDS,
      gap: ENDS,
      grid: { show: false },
      ticks: { show: false },
    };
  }

  get #focus(): TrendLine | undefined {
    return this.#lines.find(({ focused }) => focused);
  }

  #bandSeries(): uPlot.Series[] {
    const focus = this.#focus;
    if (!focus || isSwitch(focus.tag)) return [];
    const hidden: uPlot.Series = {
      scale: scaleOf(focus.tag),
      stroke: "transparent",
      points: { show: false },
      ...pathsOf(focus.tag),
    };
    return [hidden, { ...hidden }];
  }

  #bands(): uPlot.Band[] {
    const first = 1 + 2 * this.#lines.length;
    return this.#bandSeries().length > 0 ? [{ series: [first + 1, first], fill: BAND }] : [];
  }

  #drawOver(): void {
    const focus = this.#focus;
    if (focus) drawLimits(this.#plot, levelsOf(focus.tag), scaleOf(focus.tag));
    drawEnds(this.#plot, endsOf(this.#plot, this.#lines));
    const { left, width } = this.#plot.bbox;
    const frame = { left: left / devicePixelRatio, width: width / devicePixelRatio };
    const told = `${frame.left} ${frame.width}`;
    if (told !== this.#frame) this.#hands.frame(frame);
    this.#frame = told;
  }

  #drag(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width === 0) return;
    const ends = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")] as const;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#hands.drag(...ends);
  }
}

function tailOf(index: number): number {
  return 2 + 2 * index;
}

/** The scale of the focus, and the first other one in the order of the tags. */
function axisScales(lines: readonly TrendLine[]): string[] {
  const order = [...lines].sort((one, other) => one.place - other.place);
  const first = scaleOf((lines.find(({ focused }) => focused) ?? order[0]!).tag);
  const other = order.map(({ tag }) => scaleOf(tag)).find((scale) => scale !== first);
  return other === undefined ? [first] : [first, other];
}

function scalesOf(lines: readonly TrendLine[]): uPlot.Scales {
  const scales: uPlot.Scales = {};
  for (const { tag, focused } of lines) {
    const limits = focused ? levelsOf(tag).map(({ limit }) => limit) : [];
    // The focus comes last and so decides for the lines with which it shares a scale.
    scales[scaleOf(tag)] = { range: (_plot, low, high) => rangeOfTag(tag, low, high, limits) };
  }
  return scales;
}

function timeAxis(): uPlot.Axis {
  return {
    ...AXIS,
    size: 28,
    splits: (plot, _axis, low, high) => {
      const most = plot.bbox.width / devicePixelRatio / TICK_PX;
      return ticksIn(low, high, Math.max(2, most));
    },
    values: (_plot, splits) => labelTimes(splits),
  };
}

/** What stands until the next reading is drawn in steps. */
function pathsOf(tag: Tag): Pick<uPlot.Series, "paths"> {
  const stepped = isSwitch(tag) || tag.interval_s === null;
  return stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {};
}

/** The line, and what is carried on from its end. */
function seriesOf({ tag, look, focused }: TrendLine): uPlot.Series[] {
  const line: uPlot.Series = {
    scale: scaleOf(tag),
    stroke: look.colour,
    width: focused ? 2.5 : 1.5,
    dash: [...look.dash],
    points: { show: false },
    spanGaps: false,
  };
  return [{ ...line, ...pathsOf(tag) }, { ...line }];
}

function columnsOf(lines: readonly TrendLine[]): uPlot.AlignedData {
  const tables = lines.map(({ columns }) => [columns.t, columns.v, columns.tail]);
  const focus = lines.find(({ focused }) => focused);
  if (focus && !isSwitch(focus.tag)) {
    tables.push([focus.columns.t, focus.columns.min, focus.columns.max]);
  }
  return uPlot.join(tables as uPlot.AlignedData[]);
}

/** Where each line ends within the picture: at the newest value that it shows there. */
function endsOf(plot: uPlot, lines: readonly TrendLine[]): LineEnd[] {
  return lines.flatMap(({ tag, place, look, focused }, index) => {
    const value = newestOf(plot, tailOf(index));
    if (value === null) return [];
    const y = plot.valToPos(value, scaleOf(tag), true);
    return [{ y, number: place + 1, colour: look.colour, filled: focused }];
  });
}

function newestOf(plot: uPlot, tail: number): number | null {
  const { min, max } = plot.scales["x"]!;
  const times = plot.data[0];
  for (let place = times.length - 1; place >= 0; place -= 1) {
    const value = plot.data[tail]?.[place] ?? plot.data[tail - 1]?.[place] ?? null;
    const within = times[place]! >= (min ?? -Infinity) && times[place]! <= (max ?? Infinity);
    if (within && value !== null) return value;
  }
  return null;
}
