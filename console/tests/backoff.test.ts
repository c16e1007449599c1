import { describe, expect, it } from "vitest";
import { waitBefore } from "../src/wire/backoff";

describe("the wait before connecting again", () => {
  it("doubles from half a second to fifteen seconds", () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => waitBefore(attempt, 1));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it("is spread over half of that, so that desks do not come back together", () => {
    expect(waitBefore(2, 0)).toBe(1_000);
    expect(waitBefore(2, 0.5)).toBe(1_500);
  });
});
