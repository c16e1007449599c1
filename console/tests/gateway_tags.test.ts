import { describe, expect, it } from "vitest";
import { countStandings, joinTags, sortTags, standingOf } from "../src/state/gateway_tags";
import type { Park, Tag } from "../src/wire/plant";
import { tagEvidence, tagRow } from "./gateway_rows";

describe("the tags that a gateway brings", () => {
  const stale = tagEvidence({ tag: "S", now: tagRow({ marks: ["stale"] }) });
  const never = tagEvidence({
    tag: "N",
    now: tagRow({ received: null, quality: "none", marks: ["stale"] }),
  });
  const fresh = tagEvidence({ tag: "F" });

  it("are fresh, stale or never heard", () => {
    expect([fresh, stale, never].map(({ now }) => standingOf(now))).toEqual([
      "fresh",
      "stale",
      "never",
    ]);
    expect(countStandings([stale, never, fresh, fresh])).toEqual({ fresh: 2, stale: 1, never: 1 });
  });

  it("stand with what wants a look first", () => {
    expect(sortTags([fresh, never, stale]).map(({ tag }) => tag)).toEqual(["S", "N", "F"]);
  });

  it("are as the live stream has them, else as the plant had; what the plant has lost is none", () => {
    const plant = {
      tag: "T",
      unit: "m",
      range_lo: 0,
      range_hi: 9,
      interval_s: 1,
      now: tagRow({ value: 1 }),
    };
    const park = { tags: new Map([["T", plant as Tag]]) } as unknown as Park;
    const listed = ["T", "gone"].map((tag) => ({
      tag,
      called: tag,
      brought_by: "",
      expected: true,
    }));
    expect(joinTags(listed, park, new Map()).map(({ unit, now }) => [unit, now.value])).toEqual([
      ["m", 1],
    ]);
    const live = new Map([["T", tagRow({ value: 2 })]]);
    expect(joinTags(listed, park, live)[0]!.now.value).toBe(2);
  });
});
