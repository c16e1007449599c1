import { describe, expect, it } from "vitest";
import { searchNames, type Named } from "../src/state/name_search";

function tag(id: string, name: string, name_en = ""): Named {
  return { id, name, name_en };
}

const TAGS = [
  tag("PT-LT-9", "压力"),
  tag("B-LT2101A", "甲醇储罐 1# 液位", "Methanol tank 1 level"),
  tag("LT-101", "苯储罐液位", "Benzene tank level"),
  tag("LT-1", "液位"),
  tag("XV-7", "LT-1 的进料阀"),
];

function find(text: string): string[] {
  return searchNames(TAGS, text, (one) => one).map((found) => found.id);
}

describe("finding things by name", () => {
  it("takes a part of the id or of either name, in any case and width", () => {
    expect(find("苯")).toEqual(["LT-101"]);
    expect(find("METHANOL")).toEqual(["B-LT2101A"]);
    expect(find("ｌｔ－１０１")).toEqual(["LT-101"]);
  });

  it("puts the very id first, then what begins so, then what holds it, then names", () => {
    expect(find("lt-1")).toEqual(["LT-1", "LT-101", "XV-7"]);
    expect(find("lt")).toEqual(["LT-101", "LT-1", "PT-LT-9", "B-LT2101A", "XV-7"]);
  });

  it("wants every word that was typed", () => {
    expect(find("lt 甲醇")).toEqual(["B-LT2101A"]);
    expect(find("lt 氯")).toEqual([]);
  });

  it("gives all in their order where nothing was typed", () => {
    expect(find("  ")).toEqual(TAGS.map(({ id }) => id));
  });
});
