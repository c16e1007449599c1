import { describe, expect, it } from "vitest";
import { judgeResponse } from "../src/state/response";
import { alarm } from "./rows";

const due = alarm({ raised_at: 1_000, respond_by: 301_000 });

describe("the time left to respond", () => {
  it("counts down to the instant that the server names", () => {
    expect(judgeResponse(due, 1_000)).toBe(300_000);
    expect(judgeResponse(due, 300_999)).toBe(1);
    expect(judgeResponse(due, 301_000)).toBe(0);
  });

  it("counts up from there", () => {
    expect(judgeResponse(due, 361_000)).toBe(-60_000);
  });

  it("runs only while the condition stands and nobody has acknowledged it", () => {
    for (const state of [
      "normal",
      "acknowledged",
      "returned_unacknowledged",
      "latched_unacknowledged",
      "latched_acknowledged",
    ] as const)
      expect(judgeResponse({ ...due, state }, 2_000)).toBeNull();
  });

  it("does not run while the alarm is held", () => {
    expect(judgeResponse({ ...due, held: "shelved" }, 2_000)).toBeNull();
  });

  it("is not known where the plant names none", () => {
    expect(judgeResponse(alarm({}), 2_000)).toBeNull();
    expect(judgeResponse(alarm({ respond_by: null }), 2_000)).toBeNull();
  });
});
