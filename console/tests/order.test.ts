import { describe, expect, it } from "vitest";
import { arrange, FREEZE_MS, isFrozen } from "../src/state/order";

describe("the order on the screen", () => {
  it("follows the sorting while nobody's hand is in the list", () => {
    expect(arrange(["a", "b"], ["c", "b", "a"], false)).toEqual({
      order: ["c", "b", "a"],
      waiting: [],
    });
  });

  it("stands still while frozen, keeps rows that left, and counts new ones", () => {
    expect(arrange(["a", "b"], ["new", "b"], true)).toEqual({
      order: ["a", "b"],
      waiting: ["new"],
    });
  });

  it("never freezes an empty list: the first alarm must be seen", () => {
    expect(arrange([], ["first"], true)).toEqual({ order: ["first"], waiting: [] });
  });
});

describe("the freeze", () => {
  it("ends by itself when the hand rests", () => {
    expect(isFrozen(5_000, null)).toBe(false);
    expect(isFrozen(5_000, 4_999)).toBe(true);
    expect(isFrozen(1_000 + FREEZE_MS, 1_000)).toBe(false);
  });
});
