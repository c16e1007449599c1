/**
 * Alarms per 10 minutes as the bars of a picture, with the line beyond which a flood is and the floods
 * themselves. Pure: numbers and places; what they look like is the view's business.
 */
import type { KpiBar, KpiFlood } from "../wire/reports";
import { makeScale, tickNumbers, tickTimes, type TimeTick } from "./chart_scale";
import type { Span } from "./kpi_range";

/** The picture's size and where its axes are, in its own units. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface DrawnBar extends KpiBar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** More than an operator can take. */
  beyond: boolean;
}

export interface RateChart {
  bars: DrawnBar[];
  floods: { x: number; width: number; flood: KpiFlood }[];
  /** The line of the flood. */
  line: number;
  numbers: { value: number; y: number }[];
  times: (TimeTick & { x: number })[];
}

const NUMBERS = 4;
const LEAST_TIME_GAP = 92;
/** What is narrower can't be seen. */
const LEAST_WIDTH = 1;
const LEAST_FLOOD = 3;

interface Told {
  bars: readonly KpiBar[];
  bar_ms: number;
  floods: readonly KpiFlood[];
}

/** @param most alarms in 10 minutes, an operator, with more than which a flood begins */
export function drawRates(told: Told, span: Span, most: number, frame: Frame): RateChart {
  const highest = told.bars.reduce((high, bar) => Math.max(high, bar.most), most);
  const numbers = tickNumbers(highest, NUMBERS);
  const y = makeScale(0, numbers.at(-1)!, frame.bottom, frame.top);
  const x = makeScale(span.from, span.to, frame.left, frame.right);
  const within = (at: number) => Math.min(frame.right, Math.max(frame.left, x(at)));
  return {
    bars: told.bars.map((bar) => {
      const [begin, end] = [within(bar.begin), within(bar.begin + told.bar_ms)];
      // A hair between the bars, where there is room for one.
      const width = Math.max(LEAST_WIDTH, end - begin - (end - begin > 4 ? 1 : 0));
      const top = y(bar.most);
      const beyond = bar.most > most;
      return { ...bar, x: begin, y: top, width, height: frame.bottom - top, beyond };
    }),
    floods: told.floods.map((flood) => {
      const [begin, end] = [within(flood.begin), within(flood.end)];
      return { x: begin, width: Math.max(LEAST_FLOOD, end - begin), flood };
    }),
    line: y(most),
    numbers: numbers.map((value) => ({ value, y: y(value) })),
    times: tickTimes(span, (frame.right - frame.left) / LEAST_TIME_GAP).map((tick) => ({
      ...tick,
      x: x(tick.at),
    })),
  };
}
