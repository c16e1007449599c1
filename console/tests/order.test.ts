import { describe, expect, it } from "vitest";
import { arrange, FREEZE_MS, isFrozen } from "../src/state/order";

const seats = new Map([["B", { head: "A", tie: "root" as const }]]);
const none = new Map<string, never>();
const drawn = { order: ["A", "B"], seats, known: ["A:H", "B:H"] };

describe("the order on the screen", () => {
  it("follows the sorting while nobody's hand is in the list", () => {
    expect(arrange(drawn, { order: ["C", "B"], seats: none }, ["C:H", "B:H"], false)).toEqual({
      order: ["C", "B"],
      seats: none,
      known: ["C:H", "B:H"],
      waiting: [],
    });
  });

  it("stands still while frozen, keeps lines that left, and counts new alarms", () => {
    expect(arrange(drawn, { order: ["C", "B"], seats: none }, ["C:H", "B:H"], true)).toEqual({
      ...drawn,
      waiting: ["C:H"],
    });
  });

  it("counts a new alarm also where its line stands already, far below perhaps", () => {
    expect(arrange(drawn, { order: ["B", "A"], seats: none }, ["B:HH", "B:H", "A:H"], true).waiting).toEqual(["B:HH"]);
  });

  it("never freezes an empty list: the first alarm must be seen", () => {
    const empty = { order: [], seats: none, known: [] };
    expect(arrange(empty, { order: ["A"], seats: none }, ["A:H"], true)).toMatchObject({ order: ["A"], waiting: [] });
  });
});

describe("the freeze", () => {
  it("ends by itself when the hand rests", () => {
    expect(isFrozen(5_000, null)).toBe(false);
    expect(isFrozen(5_000, 4_999)).toBe(true);
    expect(isFrozen(1_000 + FREEZE_MS, 1_000)).toBe(false);
  });
});
