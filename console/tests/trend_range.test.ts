import { describe, expect, it } from "vitest";
import { LEAST_RANGE_MS, MOST_RANGE_MS } from "../src/state/trend_address";
import {
  between,
  cursorWithin,
  gridOf,
  lengthOf,
  nearestSpan,
  rangeOf,
  spanBeside,
  step,
  zoom,
} from "../src/state/trend_range";

const NOW = 10_000_000;
const RANGE = { from: 1_000_000, to: 2_000_000 };

describe("moving through time", () => {
  it("reaches back from now, or stays", () => {
    expect(rangeOf("10m", NOW)).toEqual({ from: NOW - 600_000, to: NOW });
    expect(rangeOf(RANGE, NOW)).toBe(RANGE);
  });

  it("steps by half of what is shown, and never beyond now", () => {
    expect(step(RANGE, -1, NOW)).toEqual({ from: 500_000, to: 1_500_000 });
    expect(step(RANGE, 1, NOW)).toEqual({ from: 1_500_000, to: 2_500_000 });
    expect(step(RANGE, 1, 2_100_000)).toEqual({ from: 1_100_000, to: 2_100_000 });
  });

  it("keeps what is looked at in its place when it zooms", () => {
    expect(zoom(RANGE, 0.5, 1_250_000, NOW)).toEqual({ from: 1_125_000, to: 1_625_000 });
    expect(zoom(RANGE, 2, 1_500_000, NOW)).toEqual({ from: 500_000, to: 2_500_000 });
    expect(zoom(RANGE, 2, 1_500_000, 2_000_000)).toEqual({ from: 0, to: 2_000_000 });
    // A cursor that the picture has left behind counts as at its edge.
    expect(zoom(RANGE, 0.5, 0, NOW).to - zoom(RANGE, 0.5, 0, NOW).from).toBe(500_000);
  });

  it("is neither shorter than readings come nor longer than the historian likes", () => {
    expect(lengthOf(zoom(RANGE, 1e-9, 1_500_000, NOW))).toBe(LEAST_RANGE_MS);
    const long = { from: 0, to: 20 * 86_400_000 };
    expect(lengthOf(zoom(long, 9, 0, 40 * 86_400_000))).toBe(MOST_RANGE_MS);
  });

  it("takes a range that was drawn from either side, however short", () => {
    expect(between(1_800_000.4, 1_200_000, NOW)).toEqual({ from: 1_200_000, to: 1_800_000 });
    expect(lengthOf(between(1_000_000, 1_000_001, NOW))).toBe(LEAST_RANGE_MS);
  });

  it("goes back to the live span that shows most nearly as much", () => {
    expect(nearestSpan(LEAST_RANGE_MS)).toBe("10m");
    expect(nearestSpan(5_000_000)).toBe("2h");
    expect(nearestSpan(MOST_RANGE_MS)).toBe("7d");
  });

  it("goes from span to span and stays at the ends", () => {
    expect(spanBeside("30m", 1)).toBe("2h");
    expect(spanBeside("10m", -1)).toBe("10m");
    expect(spanBeside("7d", 1)).toBe("7d");
  });
});

describe("the cursor", () => {
  it("stays at the edge of a live picture that leaves it behind, and is none beside a fixed one", () => {
    expect(cursorWithin(1_500_000, RANGE, false)).toBe(1_500_000);
    expect(cursorWithin(900_000, RANGE, true)).toBe(RANGE.from);
    expect(cursorWithin(900_000, RANGE, false)).toBeNull();
    expect(cursorWithin(2_000_001, RANGE, true)).toBeNull();
    expect(cursorWithin(null, RANGE, true)).toBeNull();
  });
});

describe("the raster that the historian is asked for", () => {
  it("covers the range in whole parts", () => {
    const grid = gridOf({ from: 1_001, to: 61_000 }, 100);
    expect(grid).toEqual({ from: 600, to: 61_200, points: 101 });
  });

  it("is the same a little later, so that bins of one picture fall together", () => {
    const [one, other] = [
      gridOf({ from: 0, to: 600_000 }, 1000),
      gridOf({ from: 77, to: 600_077 }, 1000),
    ];
    expect((one.to - one.from) / one.points).toBe(600);
    expect((other.from - one.from) % 600).toBe(0);
    expect((other.to - other.from) / other.points).toBe(600);
  });

  it("has at least one part", () => {
    expect(gridOf({ from: 5, to: 5 }, 0).points).toBe(1);
  });
});
