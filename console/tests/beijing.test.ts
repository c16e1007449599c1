import { describe, expect, it } from "vitest";
import { HOUR_MS, readBeijing, readTyped, startOfDay } from "../src/state/beijing";
import { formatDayMinute, formatInstant } from "../src/words/time";

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

describe("an instant as it is typed", () => {
  /** 01:00 in Beijing, still the day before in UTC. */
  const NOW = MIDNIGHT + HOUR_MS;
  const read = (text: string) => {
    const instant = readTyped(text, NOW);
    return instant === null ? null : formatInstant(instant);
  };

  it.each([
    ["2026-11-24 19:20:31", "2026-11-24 19:20:31"],
    [" 2026/1/4   9:05 ", "2026-01-04 09:05:00"],
    ["11-24 19:20", "2026-11-24 19:20:00"],
    ["00:30", "2026-11-26 00:30:00"],
    [" 2026-11-24T19:20 ", "2026-11-24 19:20:00"],
    ["2026.11.24 19：20", "2026-11-24 19:20:00"],
    ["２０２６年１１月２４日 １９：２０", "2026-11-24 19:20:00"],
    ["2024-02-29 00:00", "2024-02-29 00:00:00"],
  ])("%s is %s in Beijing", (text, meant) => {
    expect(read(text)).toBe(meant);
  });

  it("comes back as it was written", () => {
    expect(readTyped(formatInstant(NOW))).toBe(NOW);
    expect(readTyped(formatDayMinute(NOW))).toBe(NOW);
  });

  it.each([
    ...["", "x", "2026-11-24", "25:00", "12:60", "12:30:61", "2026-13-01 00:00", "11-31 10:00"],
    ...["2025-02-29 10:00", "24:00", "-1:00", "2026-11-24 7:20 PM", "0000-00-00 00:00"],
  ])("%s is none", (text) => {
    expect(read(text)).toBeNull();
  });

  it.each(["8:00", "11-26 08:00"])("%s is none where no day is meant by itself", (text) => {
    expect(readTyped(text)).toBeNull();
  });
});
