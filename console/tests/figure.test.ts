import { expect, it } from "vitest";
import { formatFigure } from "../src/words/figure";

it.each([
  [152, "152"],
  [152.4, "152"],
  [63.25, "63.3"],
  [6.333, "6.33"],
  [6.5, "6.5"],
  [0.07, "0.07"],
  [0.001, "< 0.01"],
  [0, "0"],
  [100, "100"],
  [null, "—"],
])("%s is written %s", (value, written) => {
  expect(formatFigure(value)).toBe(written);
});
