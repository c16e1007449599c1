import { describe, expect, it } from "vitest";
import { readRange } from "../src/state/time_entry";

/** 2026-11-26 01:00 in Beijing, still the 25th in UTC. */
const NOW = Date.UTC(2026, 10, 25, 17);

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
