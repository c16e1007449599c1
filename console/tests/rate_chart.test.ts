import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../src/state/beijing";
import { makeScale, tickNumbers, tickTimes } from "../src/state/chart_scale";
import { drawRates } from "../src/state/rate_chart";

const MIDNIGHT = Date.UTC(2026, 10, 25, 16);
const SLOT = 10 * MINUTE_MS;
const DAY = { from: MIDNIGHT, to: MIDNIGHT + DAY_MS };
const FRAME = { left: 40, right: 1480, top: 20, bottom: 220 };

describe("a scale", () => {
  it("leads from values to places, and from nothing to its start", () => {
    expect(makeScale(0, 10, 200, 0)(5)).toBe(100);
    expect(makeScale(3, 3, 200, 0)(3)).toBe(200);
  });

  it.each([
    [10, [0, 5, 10]],
    [33, [0, 10, 20, 30, 40]],
    [275, [0, 100, 200, 300]],
    [1, [0, 1]],
    [0, [0, 1]],
  ])("up to %d has round numbers of alarms", (most, numbers) => {
    expect(tickNumbers(most, 4)).toEqual(numbers);
  });

  it.each([
    [HOUR_MS, 10 * MINUTE_MS],
    [12 * HOUR_MS, HOUR_MS],
    [DAY_MS, 2 * HOUR_MS],
    [7 * DAY_MS, 12 * HOUR_MS],
    [30 * DAY_MS, 5 * DAY_MS],
  ])("of %d ms has round times, by the clocks of Beijing", (length, step) => {
    const from = MIDNIGHT + 7 * MINUTE_MS;
    const ticks = tickTimes({ from, to: from + length }, 14);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(15);
    for (const { at, day } of ticks) {
      expect((at - MIDNIGHT) % step).toBe(0);
      expect(day).toBe((at - MIDNIGHT) % DAY_MS === 0);
    }
  });
});

describe("the chart of the alarm rate", () => {
  const bars = [
    { begin: MIDNIGHT, alarms: 10, most: 10 },
    { begin: MIDNIGHT + DAY_MS - SLOT, alarms: 20, most: 20 },
  ];
  const told = { bars, bar_ms: SLOT, floods: [] };

  it("puts each bar at its time and its height", () => {
    const chart = drawRates(told, DAY, 10, FRAME);
    expect(chart.bars.map(({ x, y, width, height }) => [x, y, width, height])).toEqual([
      [40, 120, 9, 100],
      [1470, 20, 9, 200],
    ]);
    expect(chart.line).toBe(120);
  });

  it("calls beyond what is more than an operator can take, and not what is as much", () => {
    expect(drawRates(told, DAY, 10, FRAME).bars.map((bar) => bar.beyond)).toEqual([false, true]);
  });

  it("shows the line also where all is calm, and where there is nothing", () => {
    for (const calm of [[{ begin: MIDNIGHT, alarms: 1, most: 1 }], []]) {
      const chart = drawRates({ ...told, bars: calm }, DAY, 10, FRAME);
      expect(chart.line).toBeGreaterThanOrEqual(FRAME.top);
      expect(chart.numbers.at(-1)!.value).toBe(10);
    }
  });

  it("keeps what reaches beyond the time within the picture, and lets nothing vanish", () => {
    const early = { begin: MIDNIGHT - SLOT / 2, alarms: 3, most: 3 };
    const flood = { begin: MIDNIGHT + DAY_MS - 1, end: MIDNIGHT + DAY_MS, alarms: 11, peak_10min: 11 };
    const chart = drawRates({ bars: [early], bar_ms: SLOT, floods: [flood] }, DAY, 10, FRAME);
    expect(chart.bars[0]!.x).toBe(FRAME.left);
    expect(chart.bars[0]!.width).toBeCloseTo(4);
    expect(chart.floods[0]!.width).toBe(3);
  });
});
