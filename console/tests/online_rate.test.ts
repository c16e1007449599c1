import { describe, expect, it } from "vitest";
import { rateOf, sumOnline } from "../src/state/online_rate";
import type { HazardRow } from "../src/wire/frames";

const row = (online: number, tags: number, stale: number) => ({ online, tags, stale }) as HazardRow;

describe("the online rate", () => {
  it("is of all tags of the park", () => {
    expect(sumOnline([row(3, 4, 1), row(6, 6, 0)])).toEqual({ online: 9, tags: 10, stale: 1 });
  });

  it("is cut and not rounded, and none where there is nothing to be online", () => {
    expect(rateOf({ online: 9_999, tags: 10_000 })).toBe(99.9);
    expect(rateOf({ online: 10, tags: 10 })).toBe(100);
    expect(rateOf({ online: 0, tags: 7 })).toBe(0);
    expect(rateOf({ online: 0, tags: 0 })).toBeNull();
  });
});
