import { describe, expect, it } from "vitest";
import { rowsInView, scrollToShow } from "../src/state/rows_in_view";

describe("the rows in view", () => {
  it("are few however many there are, and cover what is visible", () => {
    for (const top of [0, 17, 46, 4_600, 100_000, 229_000]) {
      const { first, end } = rowsInView(top, 700, 46, 5_000);
      expect(end - first).toBeLessThan(40);
      expect(first * 46).toBeLessThanOrEqual(top);
      expect(end * 46).toBeGreaterThanOrEqual(Math.min(top + 700, 5_000 * 46));
    }
  });

  it("are never outside the list, also when the list just got shorter", () => {
    expect(rowsInView(10_000, 700, 46, 3)).toEqual({ first: 0, end: 3 });
    expect(rowsInView(0, 700, 46, 0)).toEqual({ first: 0, end: 0 });
    expect(rowsInView(-50, 700, 46, 100).first).toBe(0);
  });
});

describe("scrolling to a row", () => {
  it("moves as little as it can", () => {
    expect(scrollToShow(3, 0, 460, 46)).toBe(0);
    expect(scrollToShow(10, 0, 460, 46)).toBe(46);
    expect(scrollToShow(2, 200, 460, 46)).toBe(92);
  });
});
