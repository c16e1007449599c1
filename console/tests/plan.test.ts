import { describe, expect, it } from "vitest";
import { HEIGHT, placeOnPlan, WIDTH } from "../src/state/plan";

function at(id: string, longitude: number, latitude: number) {
  return { id, location: [longitude, latitude] as const };
}

describe("the plan of the park", () => {
  it("keeps north up and east right, within the picture", () => {
    const [southWest, northEast] = placeOnPlan([at("a", 119.9, 32.1), at("b", 119.95, 32.14)]);
    expect(southWest!.x).toBeLessThan(northEast!.x);
    expect(southWest!.y).toBeGreaterThan(northEast!.y);
    for (const { x, y } of [southWest!, northEast!]) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(WIDTH);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(HEIGHT);
    }
  });

  it("lets no mark cover another, also where two stand on one spot", () => {
    const things = [
      at("a", 119.9, 32.1),
      at("b", 119.9, 32.1),
      at("c", 119.9002, 32.1),
      at("d", 119.95, 32.14),
    ];
    const spots = placeOnPlan(things);
    for (const one of spots) {
      for (const other of spots) {
        if (one === other) continue;
        expect(
          Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)),
        ).toBeGreaterThanOrEqual(26);
      }
    }
  });

  it("is left out where places are not known", () => {
    expect(placeOnPlan([at("a", 119.9, 32.1), { id: "b", location: null }])).toEqual([]);
  });
});
