import { describe, expect, it } from "vitest";
import { channelsOf, redundantOf, votesOf, type Look } from "../src/state/evidence";
import type { Park, Tag, Voting } from "../src/wire/plant";

const voting: Voting = {
  id: "V-HH",
  name: "",
  name_en: "",
  hazard: "H1",
  tags: ["A", "B", "C"],
  need: 2,
  condition: "HH",
  max_age_s: 10,
  bypass: ["", "BS", ""],
};

function parkOf(tags: readonly Partial<Tag>[]): Park {
  return {
    tags: new Map(tags.map((tag) => [tag.tag!, { checks: [], ...tag } as Tag])),
    votings: new Map([[voting.id, voting]]),
  } as unknown as Park;
}

function look(change: Partial<Look> = {}): Look {
  return { stands: () => false, value: () => 0, age: () => 1_000, ...change };
}

describe("the votes of an alarm", () => {
  it("are those that count its source, or the one that it is", () => {
    const park = parkOf([]);
    expect(votesOf(park, "B")).toEqual([voting]);
    expect(votesOf(park, "V-HH")).toEqual([voting]);
    expect(votesOf(park, "D")).toEqual([]);
  });

  it("have a channel beyond by its alarm of the same condition alone", () => {
    const stands = (id: string) => id === "A:HH" || id === "B:H";
    const stood = channelsOf(voting, look({ stands })).map(({ stand }) => stand);
    expect(stood).toEqual(["beyond", "clear", "clear"]);
  });

  it("call a channel clear only where it is known to be", () => {
    const stands = (id: string) => id === "A:HH";
    const value = (tag: string) => (tag === "C" ? null : tag === "BS" ? 1 : 0);
    const age = (tag: string) => (tag === "A" ? 10_001 : 10_000);
    const stood = channelsOf(voting, look({ stands, value, age })).map(({ stand }) => stand);
    expect(stood).toEqual(["unknown", "bypassed", "unknown"]);
  });
});

describe("redundant tags", () => {
  it("are held against each other, whichever of them says so", () => {
    const deviation = (reference: string) => [{ condition: "deviation", reference }];
    const park = parkOf([
      { tag: "A", checks: deviation("B") },
      { tag: "B", checks: deviation("A") },
      { tag: "C", checks: deviation("A") },
      { tag: "D", checks: [{ condition: "discrepancy", reference: "A" }] },
      { tag: "E", checks: deviation("") },
    ]);
    const found = (tag: string) => redundantOf(park, park.tags.get(tag)!).map(({ tag }) => tag);
    expect(found("A")).toEqual(["B", "C"]);
    expect(found("C")).toEqual(["A"]);
    expect(found("E")).toEqual([]);
  });
});
