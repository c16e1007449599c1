import { describe, expect, it } from "vitest";
import { toSteps } from "../src/state/steps";

const HOLE = 10_000;

/** Bins of 1 s, each `[least, greatest]`, or null where nothing came. */
function bins(extremes: ([number, number] | null)[]) {
  const pick = (index: 0 | 1) => extremes.map((pair) => pair && pair[index]);
  return {
    tag: "T",
    unit: "",
    bin_ms: 1_000,
    t: extremes.map((_, index) => index * 1_000),
    min: pick(0),
    max: pick(1),
    mean: extremes.map((pair) => pair && (pair[0] + pair[1]) / 2),
    n: extremes.map(() => 1),
  };
}

describe("the steps of an on/off point", () => {
  it("take raw readings as they are", () => {
    const raw = { tag: "T", unit: "", t: [1, 2], v: [0, 1], q: [] };
    expect(toSteps(raw, HOLE).v).toEqual([0, 1]);
  });

  it("never pass through a value between the states", () => {
    const { v } = toSteps(
      bins([
        [0, 0],
        [0, 1],
        [1, 1],
        [0, 1],
        [0, 0],
      ]),
      HOLE,
    );
    expect(new Set(v)).toEqual(new Set([0, 1]));
  });

  it("leave, within a bin of both, the state in which the bin began", () => {
    const up = toSteps(
      bins([
        [0, 0],
        [0, 1],
        [1, 1],
      ]),
      HOLE,
    );
    expect(up.t).toEqual([0, 1_000, 1_500, 2_000]);
    expect(up.v).toEqual([0, 0, 1, 1]);
    expect(
      toSteps(
        bins([
          [1, 1],
          [0, 1],
          [0, 0],
        ]),
        HOLE,
      ).v,
    ).toEqual([1, 1, 0, 0]);
  });

  it("show a pulse that is over within its bin", () => {
    expect(
      toSteps(
        bins([
          [0, 0],
          [0, 1],
          [0, 0],
        ]),
        HOLE,
      ).v,
    ).toEqual([0, 0, 1, 0]);
  });

  it("hold a state through empty bins, and leave a silence open", () => {
    expect(toSteps(bins([[1, 1], null, null, [0, 0]]), HOLE).v).toEqual([1, 0]);
    expect(toSteps(bins([[1, 1], null, null, [0, 0]]), 2_000).v).toEqual([1, null, 0]);
  });
});
