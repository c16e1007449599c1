import { describe, expect, it } from "vitest";
import { withTail } from "../src/state/tail";

const EMPTY = { t: [], v: [], min: [], max: [] };

function of(t: number[], v: (number | null)[]) {
  return { t, v, min: v, max: v };
}

describe("the end of a trend", () => {
  it("carries the last value on to now, apart from what was read", () => {
    const drawn = withTail(of([10, 20], [1, 2]), { t: 20, value: 2 }, 50, 0);
    expect(drawn.t).toEqual([10, 20, 50]);
    expect(drawn.v).toEqual([1, 2, null]);
    expect(drawn.tail).toEqual([null, 2, 2]);
    expect(drawn.min).toHaveLength(3);
  });

  it("shows a state that has stood since before the picture begins", () => {
    const drawn = withTail(EMPTY, { t: 5, value: 0 }, 50, 20);
    expect(drawn.t).toEqual([20, 50]);
    expect(drawn.tail).toEqual([0, 0]);
  });

  it("carries on no bad value and nothing that was never seen", () => {
    expect(withTail(of([10], [null]), { t: 10, value: null }, 50, 0).tail).toEqual([null]);
    expect(withTail(EMPTY, { t: null, value: null }, 50, 0).t).toEqual([]);
  });

  it("adds nothing where the newest reading is from now", () => {
    expect(withTail(of([50], [1]), { t: 50, value: 1 }, 50, 0).t).toEqual([50]);
  });
});
