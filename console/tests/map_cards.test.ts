import { describe, expect, it } from "vitest";
import { drawMap, type Card, type Picture } from "../src/state/map_cards";
import type { Location, Scale, Size, Spot } from "../src/state/map_plan";

const ROOM: Size = { w: 22, h: 27 };
const SCALE: Scale = {
  sizes: [
    { w: 10.6, h: 4.2 },
    { w: 6.6, h: 3.9 },
    { w: 4.2, h: 1.7 },
    { w: 1.8, h: 1.5 },
  ],
  gap: { w: 0.4, h: 1.5 },
};

function card(id: string, location: Location | null, more: Partial<Card> = {}): Card {
  return {
    key: id,
    place: { kind: "hazard", id },
    named: { id, name: id, name_en: "" },
    location,
    enterprise: "",
    level: 1,
    hazards: 1,
    outline: [],
    ...more,
  };
}

function boxesOf({ spots, rows, size, slip }: Picture) {
  const box = (of: Size) => ({ x, y }: Spot<Card>) => ({ x, y, ...of });
  return [...spots.map(box(size)), ...rows.map(box(slip))];
}

/** No card covers another, none leaves the picture, and none is forgotten. */
function expectDrawn(picture: Picture | null, count: number) {
  const boxes = boxesOf(picture!);
  expect(boxes).toHaveLength(count);
  boxes.forEach((one, index) => {
    expect(Math.min(one.x - one.w / 2, one.y - one.h / 2)).toBeGreaterThanOrEqual(-1e-6);
    expect(one.x + one.w / 2).toBeLessThanOrEqual(ROOM.w + 1e-6);
    expect(one.y + one.h / 2).toBeLessThanOrEqual(ROOM.h + 1e-6);
    for (const other of boxes.slice(index + 1)) {
      const apart = [
        Math.abs(one.x - other.x) - (one.w + other.w) / 2,
        Math.abs(one.y - other.y) - (one.h + other.h) / 2,
      ];
      expect(Math.max(...apart)).toBeGreaterThanOrEqual(-1e-3);
    }
  });
}

describe("the picture of a place", () => {
  it("has in rows beneath the map what has no coordinates", () => {
    const cards = [
      card("a", [119.9, 32.1]),
      card("b", [119.95, 32.2]),
      ...[1, 2, 3, 4].map((one) => card(`n${one}`, null)),
    ];
    const picture = drawMap(cards, ROOM, SCALE)!;
    expect(picture.rows.map(({ thing }) => thing.key)).toEqual(["n1", "n2", "n3", "n4"]);
    const lowest = Math.max(...picture.spots.map(({ y }) => y));
    for (const { y } of picture.rows) expect(y).toBeGreaterThan(lowest);
    expectDrawn(picture, 6);
  });

  it("is rows alone where nothing has coordinates", () => {
    const picture = drawMap([card("a", null), card("b", null)], ROOM, SCALE)!;
    expect(picture.spots).toEqual([]);
    expect(picture.outlines).toEqual([]);
    expectDrawn(picture, 2);
  });

  it("is none where there is nothing, and none where there is no room", () => {
    expect(drawMap([], ROOM, SCALE)).toBeNull();
    const many = Array.from({ length: 500 }, (_, one) => card(`${one}`, [119 + one / 1e4, 32]));
    expect(drawMap(many, ROOM, SCALE)).toBeNull();
  });

  it("has an area's outline beneath its card, north up", () => {
    const square = (east: number, north: number): Location[] => [
      [east, north],
      [east + 1, north],
      [east + 1, north + 1],
      [east, north + 1],
    ];
    const picture = drawMap(
      [
        card("south", [119.5, 31.5], { outline: square(119, 31) }),
        card("north", [119.5, 32.5], { outline: square(119, 32) }),
        card("point", [119.5, 31.9]),
      ],
      ROOM,
      SCALE,
    )!;
    expect(picture.outlines.map(({ card }) => card.key)).toEqual(["south", "north"]);
    const [south, north] = picture.outlines.map(({ points }) => points.map(({ y }) => y));
    expect(Math.min(...south!)).toBeCloseTo(Math.max(...north!));
    for (const { points } of picture.outlines)
      for (const { x, y } of points) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(ROOM.w);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(ROOM.h);
      }
    expectDrawn(picture, 3);
  });

  it("covers nothing, whatever lies where", () => {
    let seed = 11;
    const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 60; round += 1) {
      const count = 1 + Math.floor(next() * 24);
      const cards = Array.from({ length: count }, (_, one) => {
        const clump = Math.floor(next() * 3);
        const location: Location | null =
          next() < 0.2 ? null : [119 + clump + next() ** 4, 32 + clump * next() ** 2];
        return card(`${one}`, location, { enterprise: `E${clump}` });
      });
      const picture = drawMap(cards, ROOM, SCALE);
      if (picture) expectDrawn(picture, count);
      else expect(count).toBeGreaterThan(12);
    }
  });
});
