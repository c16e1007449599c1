import { describe, expect, it } from "vitest";
import { append, toSeries, windowOf, type Series } from "../src/state/series";

const HOLE = 10_000;

function binned(mean: (number | null)[]) {
  return {
    tag: "T",
    unit: "m",
    bin_ms: 3_000,
    t: mean.map((_, index) => index * 3_000),
    mean,
    min: mean.map((value) => value && value - 1),
    max: mean.map((value) => value && value + 1),
    n: mean.map((value) => Number(value !== null)),
  };
}

describe("the series of a trend", () => {
  it("takes raw readings as they are, bad ones as holes", () => {
    const series = toSeries(
      { tag: "T", unit: "m", t: [1, 2], v: [5, null], q: ["good", "bad"] },
      HOLE,
    );
    expect(series.v).toEqual([5, null]);
    expect(series.min).toEqual([5, null]);
  });

  it("draws through empty bins that are shorter than the tag's interval", () => {
    const series = toSeries(binned([1, null, 2, null, null, 3]), HOLE);
    expect(series.t).toEqual([0, 6_000, 15_000]);
    expect(series.v).toEqual([1, 2, 3]);
    expect(series.max).toEqual([2, 3, 4]);
  });

  it("shows silence as a hole, never as a line drawn across", () => {
    const series = toSeries(binned([1, null, null, null, null, 2]), HOLE);
    expect(series.v).toEqual([1, null, 2]);
    expect(toSeries(binned([1, null, null, null, null, 2]), Infinity).v).toEqual([1, 2]);
  });
});

describe("a live value", () => {
  const start: Series = { t: [1_000, 2_000], v: [1, 2], min: [1, 2], max: [1, 2] };

  it("goes to the end and lets the oldest go", () => {
    const longer = append(start, 3_000, 3, 1_500, HOLE);
    expect(longer.t).toEqual([2_000, 3_000]);
    expect(longer.v).toEqual([2, 3]);
    expect(start.t).toEqual([1_000, 2_000]);
  });

  it("that is not newer changes nothing", () => {
    expect(append(start, 2_000, 9, 0, HOLE)).toBe(start);
  });

  it("after a silence leaves the silence visible", () => {
    expect(append(start, 60_000, 3, 0, HOLE).v).toEqual([1, 2, null, 3]);
  });

  it("keeps the state that still holds at the left edge where values stand until the next", () => {
    expect(append(start, 9_000, 3, 5_000, Infinity).t).toEqual([2_000, 9_000]);
  });

  it("starts an empty series and outlives a window that has passed", () => {
    expect(append({ t: [], v: [], min: [], max: [] }, 5, 1, 0, HOLE).t).toEqual([5]);
    expect(append(start, 99_000, 3, 50_000, HOLE).t).toEqual([99_000]);
  });
});

describe("the time shown", () => {
  const from = (t: number) => ({ t: [t], v: [1], min: [1], max: [1] });

  it("is the whole span, or from the first reading on, but never next to nothing", () => {
    expect(windowOf(from(0), 9_000_000, 1_800_000)).toEqual({ min: 7_200_000, max: 9_000_000 });
    expect(windowOf(from(8_000_000), 9_000_000, 1_800_000).min).toBe(8_000_000);
    expect(windowOf(from(8_999_000), 9_000_000, 1_800_000).min).toBe(8_880_000);
    expect(windowOf({ t: [], v: [], min: [], max: [] }, 9_000_000, 1_800_000).min).toBe(8_880_000);
  });
});
