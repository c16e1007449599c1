import { describe, expect, it } from "vitest";
import { ticksIn } from "../src/state/time_ticks";
import { labelTimes } from "../src/words/time";

/** Midnight in Beijing. */
const DAY = Date.UTC(2026, 10, 25, 16);
const HOUR = 3_600_000;

describe("the marks of a time axis", () => {
  it("stand on round instants, as many as there is room for", () => {
    const ticks = ticksIn(DAY + 1_000, DAY + 600_000, 10);
    expect(ticks.map((tick) => tick - DAY)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((minute) => minute * 60_000),
    );
  });

  it("are days of Beijing and not of UTC where a week is shown", () => {
    const ticks = ticksIn(DAY - 3 * 24 * HOUR, DAY + 4 * 24 * HOUR, 12);
    expect(ticks).toContain(DAY);
    expect(labelTimes(ticks)).toContain("11-26");
    expect(labelTimes(ticks)).not.toContain("00:00");
  });

  it.each([10_000, 600_000, 7_200_000, 86_400_000, 604_800_000, 31 * 86_400_000])(
    "are never too many nor too few in %i ms",
    (length) => {
      const count = ticksIn(DAY + 123, DAY + 123 + length, 14).length;
      expect(count).toBeGreaterThan(2);
      expect(count).toBeLessThanOrEqual(15);
    },
  );

  it("are said as finely as they stand, and at midnight by the day", () => {
    expect(labelTimes([DAY - 10_000, DAY, DAY + 10_000])).toEqual([
      "23:59:50",
      "11-26",
      "00:00:10",
    ]);
    expect(labelTimes([DAY + HOUR, DAY + 2 * HOUR])).toEqual(["01:00", "02:00"]);
    expect(labelTimes([])).toEqual([]);
  });
});
