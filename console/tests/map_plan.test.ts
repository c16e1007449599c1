import { describe, expect, it } from "vitest";
import { CARD, layOutMap, MARK, SLIP, type Layout, type Size } from "../src/state/map_plan";

interface Thing {
  id: string;
  enterprise: string;
  location: [number, number] | null;
}

const AREA: Size = { w: 44, h: 26 };

function thing(id: string, enterprise: string, location: Thing["location"]): Thing {
  return { id, enterprise, location };
}

function at({ spots }: Layout<Thing>, id: string) {
  return spots.find((spot) => spot.thing.id === id)!;
}

/** No card covers another, none leaves the picture. */
function expectClear({ spots, size }: Layout<Thing>, area: Size) {
  spots.forEach((one, index) => {
    expect(one.x).toBeGreaterThanOrEqual(size.w / 2);
    expect(one.x).toBeLessThanOrEqual(area.w - size.w / 2);
    expect(one.y).toBeGreaterThanOrEqual(size.h / 2);
    expect(one.y).toBeLessThanOrEqual(area.h - size.h / 2);
    for (const other of spots.slice(index + 1)) {
      const apart =
        Math.abs(one.x - other.x) >= size.w - 1e-3 || Math.abs(one.y - other.y) >= size.h - 1e-3;
      expect(apart, `${one.thing.id} covers ${other.thing.id}`).toBe(true);
    }
  });
}

describe("the map", () => {
  it("has north above and west on the left", () => {
    const layout = layOutMap(
      [thing("sw", "E1", [119.3, 32.2]), thing("ne", "E2", [119.4, 32.3])],
      AREA,
    )!;
    expect(at(layout, "ne").x).toBeGreaterThan(at(layout, "sw").x);
    expect(at(layout, "ne").y).toBeLessThan(at(layout, "sw").y);
    expect(layout.size).toBe(CARD);
    expectClear(layout, AREA);
  });

  it("has beside one another what lies so", () => {
    const layout = layOutMap(
      [
        thing("west", "E", [119.3, 32.3]),
        thing("east", "E", [119.31, 32.3]),
        thing("far", "E2", [119.5, 32.1]),
      ],
      AREA,
    )!;
    expect(layout.size).toBe(CARD);
    expect(at(layout, "west").y).toBe(at(layout, "east").y);
    expect(at(layout, "west").x).toBeLessThan(at(layout, "east").x);
  });

  it("keeps works that lie far apart apart, with two hazards close together in each", () => {
    const corners = { nw: [0, 1], ne: [1, 1], sw: [0, 0], se: [1, 0] } as const;
    const things = Object.entries(corners).flatMap(([corner, [east, north]]) =>
      [0, 1].map((index) =>
        thing(`${corner}${index}`, corner, [119.9 + east / 100 + index / 3_000, 32.1 + north / 100]),
      ),
    );
    const layout = layOutMap(things, AREA)!;
    expect(layout.size).toBe(CARD);
    expectClear(layout, AREA);
    for (const index of [0, 1]) {
      expect(at(layout, `nw${index}`).x).toBeLessThan(at(layout, `ne${index}`).x);
      expect(at(layout, `sw${index}`).x).toBeLessThan(at(layout, `se${index}`).x);
      expect(at(layout, `nw${index}`).y).toBeLessThan(at(layout, `sw${index}`).y);
      expect(at(layout, `ne${index}`).y).toBeLessThan(at(layout, `se${index}`).y);
    }
    expect(layout.boxes.size).toBe(4);
  });

  it.each([1, 2, 8, 9, 30])("keeps %s hazards at one place apart", (count) => {
    const things = Array.from({ length: count }, (_, index) =>
      thing(`H${index}`, `E${index % 3}`, [119.36, 32.27]),
    );
    const layout = layOutMap(things, AREA)!;
    expect(layout.spots).toHaveLength(count);
    expectClear(layout, AREA);
  });

  it("shows only numbers where cards have no room, and nothing where those have none", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        thing(`H${index}`, "E", [119 + (index % 7) / 100, 32 + index / 1_000]),
      );
    const layout = layOutMap(many(30), AREA)!;
    expect(layout.size).toBe(MARK);
    expectClear(layout, AREA);
    expect(layOutMap(many(500), AREA)).toBeNull();
  });

  it("shows less on each card before it shows numbers alone", () => {
    const column = Array.from({ length: 5 }, (_, index) =>
      thing(`H${index}`, "E", [119, 32 + index / 100]),
    );
    const layout = layOutMap(column, AREA)!;
    expect(layout.size).toBe(SLIP);
    expectClear(layout, AREA);
  });

  it("draws nothing of what has no place", () => {
    expect(layOutMap([thing("a", "E", null)], AREA)).toBeNull();
    const layout = layOutMap([thing("a", "E", null), thing("b", "E", [119, 32])], AREA)!;
    expect(layout.spots.map((spot) => spot.thing.id)).toEqual(["b"]);
    expectClear(layout, AREA);
  });

  it("surrounds an enterprise's cards, but not where others lie among them", () => {
    const apart = layOutMap(
      [
        thing("a", "E1", [119.3, 32.3]),
        thing("b", "E1", [119.31, 32.3]),
        thing("c", "E2", [119.4, 32.2]),
      ],
      AREA,
    )!;
    expect([...apart.boxes.keys()].sort()).toEqual(["E1", "E2"]);
    const box = apart.boxes.get("E1")!;
    for (const id of ["a", "b"]) {
      expect(box.x).toBeLessThan(at(apart, id).x - CARD.w / 2);
      expect(box.x + box.w).toBeGreaterThan(at(apart, id).x + CARD.w / 2);
    }
    const among = layOutMap(
      [
        thing("a", "E1", [119.3, 32.3]),
        thing("c", "E2", [119.35, 32.3]),
        thing("b", "E1", [119.4, 32.3]),
      ],
      AREA,
    )!;
    expect(among.boxes.size).toBe(0);
  });
});
