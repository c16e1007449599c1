import { describe, expect, it } from "vitest";
import { decimalsFor, formatNumber } from "../src/words/number";

describe("decimals", () => {
  it("resolve about a thousandth of the range and never cut a limit short", () => {
    expect(decimalsFor(0, 100, [])).toBe(1);
    expect(decimalsFor(0, 1.6, [])).toBe(3);
    expect(decimalsFor(0, 5_000, [])).toBe(0);
    expect(decimalsFor(0, 5_000, [12.25])).toBe(2);
    expect(decimalsFor(null, null, [1.5, null])).toBe(2);
    expect(decimalsFor(0, 0.0001, [])).toBe(4);
  });
});

describe("numbers", () => {
  it("show what is absent as a dash and never as zero", () => {
    for (const absent of [null, undefined, NaN, Infinity])
      expect(formatNumber(absent, 2)).toBe("—");
  });

  it("keep their decimals and write no negative zero", () => {
    expect(formatNumber(2.5, 2)).toBe("2.50");
    expect(formatNumber(-3.14159, 2)).toBe("−3.14");
    expect(formatNumber(-0.001, 2)).toBe("0.00");
  });
});
