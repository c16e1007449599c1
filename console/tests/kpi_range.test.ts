import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../src/state/beijing";
import { readChoice, spanOf, writeChoice, type RangeName } from "../src/state/kpi_range";

const MIDNIGHT = Date.UTC(2026, 10, 25, 16);
const NOW = MIDNIGHT + 9 * HOUR_MS + 30_500;
/** To the second, as it is shown. */
const SHOWN = NOW - 500;
const SHIFT = { from: MIDNIGHT + 8 * HOUR_MS, to: MIDNIGHT + 20 * HOUR_MS };

function choose(name: RangeName, first = "", last = "") {
  return { name, first, last };
}

describe("the time that an address asks for", () => {
  it.each([
    ["shift", SHIFT.from, SHOWN],
    ["today", MIDNIGHT, SHOWN],
    ["yesterday", MIDNIGHT - DAY_MS, MIDNIGHT],
    ["week", SHOWN - 7 * DAY_MS, SHOWN],
    ["month", SHOWN - 30 * DAY_MS, SHOWN],
  ] as const)("%s", (name, from, to) => {
    expect(spanOf(choose(name), NOW, SHIFT)).toEqual({ from, to });
  });

  it("is one's own days with the last of them, and nothing that is yet to come", () => {
    expect(spanOf(choose("own", "2026-11-20", "2026-11-21"), NOW, null)).toEqual({
      from: MIDNIGHT - 6 * DAY_MS,
      to: MIDNIGHT - 4 * DAY_MS,
    });
    expect(spanOf(choose("own", "2026-11-26", "2026-11-30"), NOW, null)).toEqual({
      from: MIDNIGHT,
      to: SHOWN,
    });
  });

  it.each([
    ["", "2026-11-21", "unreadable"],
    ["2026-11-31", "2026-12-01", "unreadable"],
    ["2026-11-21", "2026-11-20", "reversed"],
    ["2020-11-21", "2026-11-20", "reversed"],
    ["2026-11-27", "2026-11-28", "future"],
  ])("has something wrong with it: %s to %s", (first, last, fault) => {
    expect(spanOf(choose("own", first, last), NOW, null)).toBe(fault);
  });

  it("is no shift where none runs", () => {
    expect(spanOf(choose("shift"), NOW, null)).toBe("no_shift");
  });

  it("is never empty, in the first minute of a day", () => {
    expect(spanOf(choose("today"), MIDNIGHT + 1, null)).toEqual({
      from: MIDNIGHT,
      to: MIDNIGHT + MINUTE_MS,
    });
  });

  it("stands in the address, and an unknown word is the usual time", () => {
    const own = choose("own", "2026-11-20", "2026-11-21");
    expect(readChoice(new Map(Object.entries(writeChoice(own))))).toEqual(own);
    expect(readChoice(new Map([["range", ["ages"]]]))).toEqual(choose("month"));
    expect(writeChoice(choose("week", "x", "y"))).toEqual({ range: ["week"] });
  });
});
