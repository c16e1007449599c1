import { describe, expect, it } from "vitest";
import { COMPASS, compassOf, findStations, isCalm } from "../src/state/wind";
import type { Tag } from "../src/wire/plant";

describe("the wind", () => {
  it("is called by where it comes from, of eight", () => {
    expect(COMPASS.map((_, eighth) => compassOf(eighth * 45))).toEqual(COMPASS);
    expect([350, 22.4, 22.6, 360, -45, 720].map(compassOf)).toEqual([
      "n",
      "n",
      "ne",
      "n",
      "nw",
      "n",
    ]);
  });

  it("is calm where hardly any is measured, and unknown is not calm", () => {
    expect(isCalm(0.2, "m/s")).toBe(true);
    expect(isCalm(0.3, "m/s")).toBe(false);
    expect(isCalm(null, "m/s")).toBe(false);
    expect(isCalm(0.2, "km/h")).toBe(false);
  });

  it("has direction and speed of one station together", () => {
    const tags = [
      { tag: "WS-1", kind: "wind_speed", equipment: "W1" },
      { tag: "WD-1", kind: "wind_direction", equipment: "W1" },
      { tag: "WD-2", kind: "wind_direction", equipment: "W2" },
      { tag: "LT-1", kind: "level", equipment: "W2" },
    ] as Tag[];
    const found = findStations(tags).map(({ direction, speed }) => [direction.tag, speed?.tag]);
    expect(found).toEqual([
      ["WD-1", "WS-1"],
      ["WD-2", undefined],
    ]);
  });
});
