import { describe, expect, it } from "vitest";
import { shareOut, tellFlood } from "../src/state/flood";
import type { Flood } from "../src/wire/frames";

const flood: Flood = {
  since: 5_000,
  began: 1_000,
  first: "PI-1201:HH",
  recent: 40,
  alarms: 60,
  by_hazard: { a: 3, b: 20, c: 20, d: 1, e: 9, "": 7 },
};

describe("where a flood is", () => {
  it("names the hazards with most alarms, and counts all others", () => {
    const { named, others } = shareOut(flood, (hazard) => hazard !== "");
    expect(named.map(({ hazard }) => hazard)).toEqual(["b", "c", "e", "a"]);
    expect(others).toBe(8);
  });

  it("names no hazard that the page can't name, and loses no alarm", () => {
    const { named, others } = shareOut(flood, () => false);
    expect(named).toEqual([]);
    expect(others).toBe(flood.alarms);
  });
});

describe("what is said aloud of a flood", () => {
  it("is that it began, not that it grows, and that it is over", () => {
    const begun = tellFlood(null, flood);
    expect(begun).toEqual({ since: 5_000, over: false });
    expect(tellFlood(begun, { ...flood, recent: 90, alarms: 200 })).toBe(begun);
    const over = tellFlood(begun, null);
    expect(over).toEqual({ since: 5_000, over: true });
    expect(tellFlood(over, null)).toBe(over);
  });

  it("is each flood, and nothing where there was none", () => {
    const over = tellFlood(tellFlood(null, flood), null);
    expect(tellFlood(over, { ...flood, since: 8_000 })).toEqual({ since: 8_000, over: false });
    expect(tellFlood(null, null)).toBeNull();
  });
});
