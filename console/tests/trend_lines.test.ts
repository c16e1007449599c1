import { describe, expect, it } from "vitest";
import { MOST_TAGS } from "../src/state/trend_address";
import { FOCUS, LOOKS, lookOfLine, numeralOf } from "../src/state/trend_lines";

const PAPER = "#eceeef";
const ALARMS = ["#cc0000", "#e87500", "#f7d000", "#2a6fc9"];

/** Red, green and blue as light, 0 to 1. */
function lightOf(colour: string): [number, number, number] {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  return parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
}

function contrast(one: string, other: string): number {
  const [low, high] = [one, other]
    .map(lightOf)
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** Lightness and saturation as eyes see them (Oklab). */
function seen(colour: string): { lightness: number; chroma: number } {
  const [r, g, b] = lightOf(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ),
  };
}

describe("the lines of one picture", () => {
  it("are as many as there can be tags, no two of one dash or colour", () => {
    expect(LOOKS).toHaveLength(MOST_TAGS);
    expect(new Set(LOOKS.map(({ dash }) => dash.join())).size).toBe(MOST_TAGS);
    expect(new Set(LOOKS.map(({ colour }) => colour)).size).toBe(MOST_TAGS);
  });

  it.each(LOOKS.map(({ colour }) => colour))("have a muted hue that can be read: %s", (colour) => {
    expect(contrast(colour, PAPER)).toBeGreaterThan(4.5);
    expect(seen(colour).lightness).toBeCloseTo(0.48, 1);
    const least = Math.min(...ALARMS.map((alarm) => seen(alarm).chroma));
    expect(seen(colour).chroma).toBeLessThan(least / 2);
  });

  it("are whole and dark where the focus is, whatever the place", () => {
    expect(lookOfLine(3, true)).toBe(FOCUS);
    expect(lookOfLine(3, false)).toBe(LOOKS[3]);
  });

  it("have numbers that can't run together", () => {
    expect([0, 1, 7].map(numeralOf).join("")).toBe("①②⑧");
  });
});
