import { describe, expect, it } from "vitest";
import { countEdits, findNearest } from "../src/state/nearest_name";

describe("edits between names", () => {
  it.each([
    ["", "", 0],
    ["LT101", "LT101", 0],
    ["LT101", "LT10", 1],
    ["LT101", "LT1O1", 1],
    ["LT101", "TL101", 1],
    ["LT101", "LT1011", 1],
    ["kitten", "sitting", 3],
  ])("from %s to %s are %i, either way", (one, other, edits) => {
    expect(countEdits(one, other, 5)).toBe(edits);
    expect(countEdits(other, one, 5)).toBe(edits);
  });

  it("are not counted beyond what is asked for", () => {
    expect(countEdits("kitten", "sitting", 2)).toBe(Infinity);
    expect(countEdits("a", "abcdef", 2)).toBe(Infinity);
  });
});

describe("the nearest name", () => {
  const known = ["B-LT2101A", "B-LT2101B", "B-PT2101", "储罐液位"];

  it("is found whatever stands between letters and numbers, in any case and width", () => {
    expect(findNearest("b_lt2101b", known)).toBe("B-LT2101B");
    expect(findNearest("Ｂ－ＬＴ２１０１Ｂ", known)).toBe("B-LT2101B");
    expect(findNearest("储灌液位", known)).toBe("储罐液位");
  });

  it("is the first of several, the nearest of all, and nothing where none is like it", () => {
    expect(findNearest("B-LT2101C", known)).toBe("B-LT2101A");
    expect(findNearest("B-PT210", known)).toBe("B-PT2101");
    expect(findNearest("flow to sea", known)).toBeNull();
    expect(findNearest("--", known)).toBeNull();
    expect(findNearest("X", [])).toBeNull();
  });
});
