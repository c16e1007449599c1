import { describe, expect, it } from "vitest";
import type { Bins } from "../src/state/series";
import { toSeries } from "../src/state/series";
import {
  emptyTrace,
  figuresOf,
  instantBeside,
  pointAt,
  takeReading,
  traceOf,
  withNewer,
} from "../src/state/trace";

const WIDTH = 1_000;

/** Bins from 0 on, each with the readings named. */
function binsOf(readings: number[][]): Bins {
  const fold = (take: (some: number[]) => number) =>
    readings.map((some) => (some.length === 0 ? null : take(some)));
  return {
    tag: "T",
    unit: "m",
    bin_ms: WIDTH,
    t: readings.map((_, index) => index * WIDTH),
    min: fold((some) => Math.min(...some)),
    max: fold((some) => Math.max(...some)),
    mean: fold((some) => some.reduce((sum, value) => sum + value) / some.length),
    n: readings.map((some) => some.length),
  };
}

describe("a history with live readings", () => {
  const start = traceOf(binsOf([[1], [2, 4], []]));

  it("knows where the historian's readings end", () => {
    expect(start.newest).toBe(1_000);
    expect(traceOf(binsOf([[], []])).newest).toBeNull();
  });

  it("puts a reading into its bin as the historian would", () => {
    const once = takeReading(start, 2_100, 5, 0);
    const twice = takeReading(once, 2_900, 8, 0);
    expect(twice.bins).toEqual(binsOf([[1], [2, 4], [5, 8]]));
    expect(start.bins.n).toEqual([1, 2, 0]);
  });

  it("leaves what is not newer to the historian", () => {
    expect(takeReading(start, 1_000, 9, 0)).toBe(start);
    expect(takeReading(start, 500, 9, 0)).toBe(start);
  });

  it("shows a silence as a hole", () => {
    const later = takeReading(start, 60_500, 7, 0);
    expect(later.bins.t).toEqual([0, 1_000, 2_000, 3_000, 60_000]);
    expect(toSeries(later.bins, 10_000).v).toEqual([1, 3, null, 7]);
  });

  it("lets go of what has left the picture, also of all of it", () => {
    expect(takeReading(start, 3_500, 7, 1_500).bins.t).toEqual([1_000, 2_000, 3_000]);
    const all = takeReading(start, 99_000, 7, 90_000);
    expect(all.bins.t).toEqual([99_000]);
    expect(all.bins.mean).toEqual([7]);
  });

  it("begins with nothing where the historian told nothing", () => {
    const trace = takeReading(emptyTrace("T", "m", 600), 1_300, -2, 0);
    expect(trace.bins).toMatchObject({ t: [1_200], min: [-2], max: [-2], mean: [-2], n: [1] });
  });

  it("does not grow with readings, only with time", () => {
    let trace = emptyTrace("T", "m", WIDTH);
    for (let t = 0; t < 500_000; t += 250) trace = takeReading(trace, t, t, t - 20_000);
    expect(trace.bins.t.length).toBeLessThanOrEqual(22);
    expect(trace.bins.n.at(-1)).toBe(4);
  });
});

describe("a history that is asked for again", () => {
  const seen = takeReading(traceOf(binsOf([[1], [2]])), 5_500, 9, 0);

  it("keeps what was read live and has not reached the historian", () => {
    const again = withNewer(traceOf(binsOf([[1], [2], [3], [], []])), seen, 6_000);
    expect(again.bins.t).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(again.bins.mean).toEqual([1, 2, 3, null, null, 9]);
    expect(again.newest).toBe(5_500);
  });

  it("believes the historian where it tells of the same", () => {
    const told = traceOf(binsOf([[1], [2], [3], [4], [5], [6, 7]]));
    expect(withNewer(told, seen, 6_000)).toEqual(told);
  });

  it("takes nothing of another raster or from beyond its range", () => {
    const told = traceOf(binsOf([[1]]));
    expect(withNewer(told, { ...seen, bins: { ...seen.bins, bin_ms: 600 } }, 6_000)).toBe(told);
    expect(withNewer(told, seen, 1_000).bins).toEqual(told.bins);
    expect(withNewer(told, null, 6_000)).toBe(told);
  });
});

describe("the figures of a range", () => {
  const trace = traceOf(binsOf([[1], [2, 4], [], [10]]));

  it("weigh every reading the same", () => {
    expect(figuresOf(trace, { from: 0, to: 4_000 })).toEqual({
      min: 1,
      max: 10,
      mean: 4.25,
      count: 4,
    });
  });

  it("are of the bins within, and none where nothing was read", () => {
    expect(figuresOf(trace, { from: 1_000, to: 3_000 })).toMatchObject({
      min: 2,
      max: 4,
      count: 2,
    });
    expect(figuresOf(trace, { from: 2_000, to: 3_000 })).toBeNull();
  });
});

describe("the value at the cursor", () => {
  const series = {
    t: [0, 10, 20, 30],
    v: [1, null, 3, 4],
    min: [0, null, 3, 4],
    max: [2, null, 3, 4],
  };

  it("is that of the newest point before it", () => {
    expect(pointAt(series, 5, 10, 15)).toEqual({ t: 0, value: 1, min: 0, max: 2 });
    expect(pointAt(series, 20, 10, 15)?.value).toBe(3);
  });

  it("is none in a gap, before the first and long after the last", () => {
    expect(pointAt(series, 15, 10, 15)).toBeNull();
    expect(pointAt(series, -1, 10, 15)).toBeNull();
    expect(pointAt(series, 46, 10, 15)).toBeNull();
    expect(pointAt({ t: [], v: [], min: [], max: [] }, 5, 1, 1)).toBeNull();
  });

  it("stands until the next where that is how the tag reports", () => {
    expect(pointAt(series, 9_999, 10, Infinity)?.value).toBe(4);
  });
});

describe("a step of the cursor", () => {
  const range = { from: 5, to: 45 };

  it("goes from reading to reading and at last to the end of the picture", () => {
    const instants = [0, 10, 20, 30, 50];
    expect(instantBeside(instants, 10, 1, range)).toBe(20);
    expect(instantBeside(instants, 15, -1, range)).toBe(10);
    expect(instantBeside(instants, 10, 20, range)).toBe(30);
    expect(instantBeside(instants, 30, 1, range)).toBe(45);
    expect(instantBeside(instants, 30, -20, range)).toBe(10);
    expect(instantBeside(instants, 10, -1, range)).toBe(5);
    expect(instantBeside([], 30, 1, range)).toBe(45);
  });
});
