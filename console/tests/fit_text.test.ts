import { describe, expect, it } from "vitest";
import { fitLines } from "../src/words/fit_text";

describe("text that is drawn", () => {
  it("is left alone where it has room", () => {
    expect(fitLines("甲醇罐区", 5, 2)).toEqual(["甲醇罐区"]);
    expect(fitLines("", 5, 2)).toEqual([""]);
  });

  it("breaks between words, and between signs of Chinese", () => {
    expect(fitLines("Vinyl chloride sphere farm", 10, 2)).toEqual(["Vinyl chloride", "sphere farm"]);
    expect(fitLines("环氧乙烷储存单元", 5, 2)).toEqual(["环氧乙烷储", "存单元"]);
  });

  it("says where it was cut", () => {
    expect(fitLines("环氧乙烷储存单元第二车间", 4, 2)).toEqual(["环氧乙烷", "储存单…"]);
    expect(fitLines("Polymerisationhallwithoutend", 6, 1)[0]).toMatch(/^Polym.*…$/);
  });
});
