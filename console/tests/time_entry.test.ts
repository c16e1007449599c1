import { describe, expect, it } from "vitest";
import { readEntry, readRange } from "../src/state/time_entry";
import { formatInstant } from "../src/words/time";

/** 2026-11-26 01:00 in Beijing, still the 25th in UTC. */
const NOW = Date.UTC(2026, 10, 25, 17);

function read(text: string): string | null {
  const instant = readEntry(text, NOW);
  return instant === null ? null : formatInstant(instant);
}

describe("an instant as it is typed", () => {
  it.each([
    ["2026-11-24 19:20:31", "2026-11-24 19:20:31"],
    ["2026/1/4 9:05", "2026-01-04 09:05:00"],
    ["11-24 19:20", "2026-11-24 19:20:00"],
    ["00:30", "2026-11-26 00:30:00"],
    [" 2026-11-24T19:20 ", "2026-11-24 19:20:00"],
    ["２０２６年１１月２４日 １９：２０", "2026-11-24 19:20:00"],
    ["2024-02-29 00:00", "2024-02-29 00:00:00"],
  ])("%s is %s in Beijing", (text, meant) => {
    expect(read(text)).toBe(meant);
  });

  it("comes back as it was written", () => {
    expect(readEntry(formatInstant(NOW), NOW)).toBe(NOW);
  });

  it.each([
    ...["", "now", "2026-11-24", "25:00", "12:60", "12:30:61", "2026-13-01 00:00", "11-31 10:00"],
    ...["2025-02-29 10:00", "24:00", "-1:00", "2026-11-24 7:20 PM"],
  ])("%s is none", (text) => {
    expect(read(text)).toBeNull();
  });
});

describe("a range as it is typed", () => {
  it("ends now at the latest", () => {
    expect(readRange("00:30", "23:00", NOW)).toEqual({ from: NOW - 1_800_000, to: NOW });
  });

  it.each([
    ["00:30", "half past", "unreadable"],
    ["00:30", "00:20", "backwards"],
    ["00:30", "00:30", "backwards"],
    ["02:00", "03:00", "future"],
    ["00:30:00", "00:30:09", "short"],
    ["2026-09-01 00:00", "2026-11-01 00:00", "long"],
  ])("from %s to %s is %s", (from, to, trouble) => {
    expect(readRange(from, to, NOW)).toBe(trouble);
  });
});
