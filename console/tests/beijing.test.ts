import { describe, expect, it } from "vitest";
import { HOUR_MS, readBeijing, startOfDay } from "../src/state/beijing";

const MIDNIGHT = Date.UTC(2026, 10, 25, 16);

describe("Beijing time", () => {
  it("begins a day at 16:00 UTC, whatever the computer says", () => {
    expect(startOfDay(MIDNIGHT)).toBe(MIDNIGHT);
    expect(startOfDay(MIDNIGHT + 24 * HOUR_MS - 1)).toBe(MIDNIGHT);
    expect(startOfDay(MIDNIGHT - 1)).toBe(MIDNIGHT - 24 * HOUR_MS);
  });

  it("is read from a day or a minute", () => {
    expect(readBeijing("2026-11-26")).toBe(MIDNIGHT);
    expect(readBeijing("2026-11-26T08:30")).toBe(MIDNIGHT + 8.5 * HOUR_MS);
  });

  it.each(["", "2026-02-30", "2026-13-01", "26-11-2026", "2026-11-26T25:00", "2026-11-26T08:30Z"])(
    "is not read from %j",
    (text) => expect(readBeijing(text)).toBeNull(),
  );
});
