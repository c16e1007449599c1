/**
 * The trend of a point that is on or off, or in one of a few states. Pure. It has no means: between
 * two states lies no third, and a short pulse must not vanish in an average.
 */
import { toSeries, type Bins, type History, type Series } from "./series";

/** The answer as steps: raw readings as they are, bins by their extremes. */
export function toSteps(history: History, hole: number): Series {
  return "v" in history ? toSeries(history, hole) : fromBins(history, hole);
}

function fromBins(history: Bins, hole: number): Series {
  const series: Series = { t: [], v: [], min: [], max: [] };
  let seen: number | null = null;
  history.t.forEach((t, index) => {
    const [low, high] = [history.min[index] ?? null, history.max[index] ?? null];
    if (low === null || high === null) return;
    if (seen !== null && t - seen > hole) push(series, seen + history.bin_ms, null);
    seen = t;
    if (low === high) return push(series, t, low);
    // Both states within one bin: it leaves the state in which it came. The next bin tells
    // whether it stayed.
    const before = series.v.at(-1) === high ? high : low;
    push(series, t, before);
    push(series, t + history.bin_ms / 2, before === high ? low : high);
  });
  return series;
}

function push(series: Series, t: number, value: number | null): void {
  series.t.push(t);
  for (const column of [series.v, series.min, series.max]) column.push(value);
}
