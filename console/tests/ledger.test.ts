import { expect, test } from "vitest";
import { sumRefused, tellGaps } from "../src/state/ledger";

const gap = (first: number, last: number) => ({ boot: "b", first, last });

test("gaps are told by their numbers, the first few of them", () => {
  expect(tellGaps([])).toBe("");
  expect(tellGaps([gap(5, 5)])).toBe("(5)");
  expect(tellGaps([gap(5, 6), gap(9, 9)])).toBe("(5–6, 9)");
  expect(tellGaps([gap(1, 1), gap(3, 3), gap(5, 5), gap(7, 7)])).toBe("(1, 3, 5, …)");
});

test("what was refused is summed over its reasons", () => {
  expect(sumRefused({})).toBe(0);
  expect(sumRefused({ unparsable: 2, unknown_tag: 3 })).toBe(5);
});
