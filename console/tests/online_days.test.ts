import { describe, expect, it } from "vitest";
import { cutRate, daysBelow, daysOf, worstFirst } from "../src/state/online_days";
import type { OnlineDay, OnlineGroup } from "../src/wire/reports";

function makeDay(from: number, ...rates: [string, number | null, boolean | null][]): OnlineDay {
  const enterprises = rates.map(([key, rate, met]) => ({ key, rate, met }));
  return { from, to: from + 1, rate: 99, met: false, enterprises };
}

const DAYS = [
  makeDay(1, ["甲", 98.2, false], ["乙", 100, true]),
  makeDay(2, ["乙", null, null]),
  makeDay(3, ["甲", 99.4, false]),
];

function makeGroup(key: string, rate: number | null): OnlineGroup {
  const figures = { points: 1, filed_ms: 0, unheard_ms: 0, rate, met: null };
  return { key, label: { zh: key, en: key }, figures };
}

describe("the online rate day by day", () => {
  it("is unknown, not 0, on a day on which the enterprise was not watched", () => {
    expect(daysOf(DAYS, "甲").map((day) => day.rate)).toEqual([98.2, null, 99.4]);
    expect(daysOf(DAYS, "乙")[1]).toEqual({ from: 2, rate: null, met: null });
  });

  it("names the days below the target, the newest first, and no others", () => {
    expect(daysBelow(daysOf(DAYS, "甲")).map((day) => day.from)).toEqual([3, 1]);
    expect(daysBelow(daysOf(DAYS, "乙"))).toEqual([]);
  });

  it("is listed from the worst on, what is not known last", () => {
    const groups = [makeGroup("a", null), makeGroup("b", 99), makeGroup("c", 98), makeGroup("d", 98)];
    expect(worstFirst(groups).map((group) => group.key)).toEqual(["c", "d", "b", "a"]);
  });

  it("is never rounded up to its target", () => {
    expect(cutRate(99.4999)).toBe(99.49);
    expect(cutRate(100)).toBe(100);
    expect(cutRate(null)).toBeNull();
  });
});
