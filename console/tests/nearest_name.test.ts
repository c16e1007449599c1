import { describe, expect, it } from "vitest";
import { countEdits, KnownNames } from "../src/state/nearest_name";

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
  const names = ["B-LT2101A", "B-LT2101B", "B-PT2101", "储罐液位"];
  const known = new KnownNames(names.map((name) => [name, name]));

  it("is found whatever stands between letters and numbers, in any case and width", () => {
    expect(known.nearest("b_lt2101b")).toBe("B-LT2101B");
    expect(known.nearest("Ｂ－ＬＴ２１０１Ｂ")).toBe("B-LT2101B");
    expect(known.nearest("储灌液位")).toBe("储罐液位");
  });

  it("is the first of several, the nearest of all, and nothing where none is like it", () => {
    expect(known.nearest("B-LT2101C")).toBe("B-LT2101A");
    expect(known.nearest("B-PT210")).toBe("B-PT2101");
    expect(known.nearest("flow to sea")).toBeNull();
    expect(known.nearest("--")).toBeNull();
    expect(new KnownNames([]).nearest("X")).toBeNull();
  });

  it("is told by the name that is to be used, however often it is asked for", () => {
    const called = new KnownNames([["east.a21026", "a21026"]]);
    for (let time = 0; time < 2; time += 1) expect(called.nearest("EAST-a21026")).toBe("a21026");
  });
});
