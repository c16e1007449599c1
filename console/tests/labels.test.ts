import { describe, expect, it } from "vitest";
import { spread } from "../src/state/labels";

describe("the labels of limits", () => {
  it("stand at their lines where there is room", () => {
    expect(spread([20, 80], 12, 0, 100)).toEqual([20, 80]);
  });

  it("are moved apart where lines lie close, in the order of their lines", () => {
    expect(spread([50, 45], 12, 0, 100)).toEqual([57, 45]);
  });

  it("stay inside the picture", () => {
    expect(spread([98, 95, 2], 12, 12, 100)).toEqual([100, 88, 12]);
  });
});
