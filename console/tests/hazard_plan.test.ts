import { describe, expect, it } from "vitest";
import { figureOf, PLAN, planEquipment } from "../src/state/hazard_plan";
import type { Equipment } from "../src/wire/plant";

function equipment(id: string, location: [number, number] | null = null, kind = "tank"): Equipment {
  return { id, hazard: "H1", kind, name: id, name_en: "", location };
}

const LINE = [0, 1, 2, 3].map((step) => equipment(`V${step}`, [119.9 + step / 1000, 32.1]));

function within({ x, y }: { x: number; y: number }): boolean {
  return x > 0 && x < PLAN.w && y > 0 && y < PLAN.h;
}

describe("the schematic of a hazard", () => {
  it("has equipment at its place, west on the left, no mark upon another", () => {
    const { kind, spots } = planEquipment(LINE);
    expect(kind).toBe("places");
    expect([...spots].sort((one, other) => one.x - other.x).map(({ thing }) => thing.id)).toEqual([
      "V0",
      "V1",
      "V2",
      "V3",
    ]);
    expect(spots.every(within)).toBe(true);
    spots.forEach((one, index) =>
      spots.slice(index + 1).forEach((other) => {
        const apart = Math.abs(one.x - other.x) >= 56 || Math.abs(one.y - other.y) >= 60;
        expect(apart).toBe(true);
      }),
    );
  });

  it("is rows in order, and says so, where there are no coordinates or only one", () => {
    const ids = ["c", "a", "b"];
    for (const place of [null, [119.9, 32.1] as [number, number]]) {
      const { kind, spots, scale } = planEquipment(ids.map((id) => equipment(id, place)));
      expect(kind).toBe("rows");
      expect(spots.map(({ thing }) => thing.id)).toEqual(ids);
      expect(spots.every(within)).toBe(true);
      expect(scale).toBe(1);
    }
  });

  it("has smaller marks where there are many, and none where there are too many to be seen", () => {
    const many = Array.from({ length: 120 }, (_, step) =>
      equipment(`V${step}`, [119.9 + step / 1000, 32.1 + (step % 7) / 1000]),
    );
    const { kind, spots, scale } = planEquipment(many);
    expect([kind, spots.length]).toEqual(["places", 120]);
    expect(spots.every(within)).toBe(true);
    expect(scale).toBeLessThan(1);
    const crowd = Array.from({ length: 2000 }, (_, step) => equipment(`V${step}`));
    expect(planEquipment(crowd)).toMatchObject({ kind: "rows", spots: [], scale: 0 });
  });

  it("names those without a place where the others have one", () => {
    const { kind, spots, placeless } = planEquipment([...LINE, equipment("lost")]);
    expect([kind, spots.length]).toEqual(["places", 4]);
    expect(placeless.map(({ id }) => id)).toEqual(["lost"]);
  });

  it("of nothing is empty", () => {
    expect(planEquipment([])).toMatchObject({ kind: "rows", spots: [] });
  });

  it("draws a kind that nobody knows as a box", () => {
    expect([figureOf({ kind: "sphere" }), figureOf({ kind: "kiln" })]).toEqual(["sphere", "box"]);
  });
});
