import { describe, expect, it } from "vitest";
import { formatIndex, gradingFormula, plainNumber, trustOf } from "../src/words/grading_text";
import { grading } from "./hazard_rows";

const [chlorine] = grading().terms;

describe("how a hazard is graded", () => {
  it("is written as on paper", () => {
    expect(gradingFormula(grading())).toBe("2 × (4 × 70/5)");
    const more = { ...chlorine!, quantity_t: 0.6, critical_t: 5, beta: 1.5 };
    expect(gradingFormula(grading({ alpha: 1.2, terms: [chlorine!, more] }))).toBe(
      "1.2 × (4 × 70/5 + 1.5 × 0.6/5)",
    );
  });

  it("has a question mark for what is not known, and says nothing of nothing", () => {
    const water = { ...chlorine!, critical_t: null, beta: null };
    expect(gradingFormula(grading({ alpha: null, terms: [water] }))).toBe("? × (? × 70/?)");
    expect(gradingFormula(grading({ terms: [] }))).toBe("");
  });

  it("is trusted as far as its least trusted number", () => {
    expect(trustOf(grading())).toBe("secondary");
    const recalled = { ...chlorine!, beta_from: { clause: "", source: "", trust: "recalled" } };
    expect(trustOf(grading({ terms: [recalled] }))).toBe("recalled");
    expect(trustOf(grading({ terms: [] }))).toBeNull();
  });

  it("keeps the digits that were written, and those that tell a bound", () => {
    expect([0.75, 8550, 0.1 + 0.2, null].map(plainNumber)).toEqual(["0.75", "8550", "0.3", "?"]);
    expect([112, 99.96, 9.996, 0.998, 0.29].map(formatIndex)).toEqual([
      "112.0",
      "99.9",
      "9.99",
      "0.99",
      "0.29",
    ]);
    expect(formatIndex(null)).toBe("—");
  });
});
