import { describe, expect, it } from "vitest";
import { leafAt, turnAt, TURN_MS } from "../src/state/turning";

const items = [1, 2, 3, 4, 5, 6, 7];

describe("a list on a wall", () => {
  it("shows everything that has room and does not turn", () => {
    for (const turn of [0, 1, 99]) {
      const leaf = leafAt(items, { fits: 7, turn, pinned: 3 });
      expect(leaf).toEqual({ pinned: [], shown: items, page: 1, pages: 1, beyond: 0 });
    }
    expect(leafAt([], { fits: 0, turn: 0 }).shown).toEqual([]);
  });

  it("turns page by page and begins anew", () => {
    const pages = [0, 1, 2, 3].map((turn) => leafAt(items, { fits: 3, turn }));
    expect(pages.map(({ shown }) => shown)).toEqual([[1, 2, 3], [4, 5, 6], [7], [1, 2, 3]]);
    expect(pages.map(({ page, pages }) => [page, pages])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
      [1, 3],
    ]);
  });

  it("keeps the first of it in sight on every page, and room for what turns", () => {
    const turned = leafAt(items, { fits: 4, turn: 1, pinned: 2 });
    expect([turned.pinned, turned.shown, turned.pages]).toEqual([[1, 2], [5, 6], 3]);
    expect(leafAt(items, { fits: 1, turn: 3, pinned: 5 })).toMatchObject({ pinned: [], shown: [4] });
  });

  it("counts what is on no page where there would be too many", () => {
    const leaf = leafAt(items, { fits: 2, turn: 5, most: 2 });
    expect(leaf).toMatchObject({ shown: [3, 4], page: 2, pages: 2, beyond: 3 });
  });

  it("turns every fifteen seconds", () => {
    expect([turnAt(0), turnAt(TURN_MS - 1), turnAt(TURN_MS)]).toEqual([0, 0, 1]);
    expect(TURN_MS).toBe(15_000);
  });
});
