import { describe, expect, it } from "vitest";
import { findPasswordFaults, judgePasswordRefusal, NOTHING_TYPED } from "../src/state/own_password";

const GOOD = { current: "the old one", next: "a longer new one", again: "a longer new one" };

describe("what is typed", () => {
  it("is good when the new one is long enough, another, and typed twice", () => {
    expect(findPasswordFaults(GOOD)).toEqual([]);
    expect(findPasswordFaults(NOTHING_TYPED)).toEqual(["current", "short"]);
    expect(findPasswordFaults({ ...GOOD, next: "short", again: "short" })).toEqual(["short"]);
    expect(findPasswordFaults({ ...GOOD, again: "another" })).toEqual(["differs"]);
    const same = { current: GOOD.next, next: GOOD.next, again: GOOD.next };
    expect(findPasswordFaults(same)).toEqual(["same"]);
  });

  it("is counted by characters, as the server does", () => {
    expect(findPasswordFaults({ ...GOOD, next: "🙂".repeat(9), again: "🙂".repeat(9) })).toEqual([
      "short",
    ]);
  });
});

it.each([
  [{ status: 403, kind: "wrong-password" }, "wrong"],
  [{ status: 422, kind: "invalid-request" }, "rules"],
  [{ status: 429, kind: "too-many-attempts" }, "wait"],
  [{ status: 401, kind: "unauthorized" }, "session"],
  [{ status: 503, kind: "unavailable" }, "other"],
  [null, "unknown"],
])("%o is told as %s", (refusal, told) => {
  expect(judgePasswordRefusal(refusal)).toBe(told);
});
