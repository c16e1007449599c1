import { describe, expect, it } from "vitest";
import {
  formatClock,
  formatDay,
  formatDuration,
  formatInstant,
  formatMinute,
  formatNear,
} from "../src/words/time";

const NOON_UTC = Date.UTC(2025, 10, 23, 12, 31, 49, 250);

describe("instants", () => {
  it("are Beijing time in 24 hours, whatever zone this computer is in", () => {
    expect(formatClock(NOON_UTC)).toBe("20:31:49");
    expect(formatMinute(NOON_UTC)).toBe("20:31");
    expect(formatInstant(NOON_UTC)).toBe("2025-11-23 20:31:49");
  });

  it("turn the day at 16:00 UTC", () => {
    expect(formatDay(Date.UTC(2025, 11, 31, 15, 59, 59))).toBe("2025-12-31");
    expect(formatInstant(Date.UTC(2025, 11, 31, 16))).toBe("2026-01-01 00:00:00");
  });

  it("carry their date when it is not today's", () => {
    expect(formatNear(NOON_UTC, NOON_UTC + 60_000)).toBe("20:31:49");
    expect(formatNear(NOON_UTC, NOON_UTC + 86_400_000)).toBe("11-23 20:31:49");
  });
});

describe("durations", () => {
  it("read as a clock, with days in the language of the page", () => {
    expect(formatDuration(45_999, "zh")).toBe("00:45");
    expect(formatDuration(3_753_000, "zh")).toBe("1:02:33");
    expect(formatDuration(2 * 86_400_000 + 3 * 3_600_000 + 240_000, "zh")).toBe("2 天 03:04");
    expect(formatDuration(90_000_000, "en")).toBe("1 d 01:00");
    expect(formatDuration(-5, "zh")).toBe("00:00");
  });
});
