import { describe, expect, it } from "vitest";
import { compareAlarms, countAlarms, isListed, matches, sourceOf, worse } from "../src/state/alarms";
import { alarm, hold, silent } from "./rows";

const everything = { priorities: new Set<never>(), hazard: null, enterprise: null };

describe("the order of alarms", () => {
  it("puts unacknowledged first, then priority, then the newest, what is silent last", () => {
    const rows = [
      alarm({ id: "held", ...silent("shelved"), priority: "critical" }),
      alarm({ id: "acknowledged", state: "acknowledged", priority: "critical" }),
      alarm({ id: "medium", priority: "medium", raised_at: 9_000 }),
      alarm({ id: "old", priority: "high", raised_at: 1_000 }),
      alarm({ id: "new", priority: "high", raised_at: 2_000 }),
      alarm({ id: "returned", state: "returned_unacknowledged", priority: "critical" }),
    ];
    const order = [...rows].sort(compareAlarms).map((row) => row.id);
    expect(order).toEqual(["returned", "new", "old", "medium", "acknowledged", "held"]);
    expect([...rows].reverse().sort(compareAlarms).map((row) => row.id)).toEqual(order);
  });
});

describe("the list", () => {
  it("holds what calls people, also a critical one that is shelved", () => {
    expect(isListed(alarm({}))).toBe(true);
    expect(isListed(alarm(silent("shelved")))).toBe(false);
    const shelved = { held: "shelved", holds: [hold({})], priority: "critical" } as const;
    expect(isListed(alarm({ ...shelved, holds: [hold({})] }))).toBe(true);
    expect(isListed(alarm({ ...shelved, holds: [hold({})], state: "normal" }))).toBe(false);
  });
});

describe("the filter", () => {
  const chosen = { priorities: new Set<never>(), hazard: "H1", enterprise: "E1" };

  it("asks for priority and hazard together", () => {
    const wanted = { ...chosen, priorities: new Set(["high" as const]) };
    expect(matches(alarm({ priority: "high" }), wanted)).toBe(true);
    expect(matches(alarm({ priority: "low" }), wanted)).toBe(false);
    expect(matches(alarm({ priority: "high", hazard: "H2" }), wanted)).toBe(false);
  });

  it("keeps the gateways of the hazard's enterprise, without which it is unwatched", () => {
    const lost = { hazard: "", condition: "gateway_lost" };
    expect(matches(alarm({ ...lost, enterprise: "E1" }), chosen)).toBe(true);
    expect(matches(alarm({ ...lost, enterprise: "E2" }), chosen)).toBe(false);
    expect(matches(alarm({ hazard: "H2", enterprise: "E1" }), chosen)).toBe(false);
  });

  it("keeps the platform's own alarms whatever is chosen", () => {
    expect(matches(alarm({ hazard: "", condition: "system" }), chosen)).toBe(true);
  });

  it("takes a gateway whose enterprise is not told for nobody's", () => {
    const lost = alarm({ id: "g1:gateway_lost", hazard: "", condition: "gateway_lost" });
    expect(matches(lost, chosen)).toBe(false);
    expect(matches(lost, everything)).toBe(true);
  });
});

describe("the counts", () => {
  it("are of alarms, not of lines: what calls, what nobody has acknowledged", () => {
    const counts = countAlarms([
      alarm({ priority: "critical" }),
      alarm({ priority: "critical", state: "acknowledged" }),
      alarm({ priority: "low", state: "latched_unacknowledged" }),
      alarm({ priority: "critical", ...silent("out_of_service") }),
    ]);
    expect(counts.by).toEqual({ critical: 2, high: 0, medium: 0, low: 1 });
    expect(counts.unacknowledgedBy).toEqual({ critical: 1, high: 0, medium: 0, low: 1 });
    expect(counts.unacknowledged).toBe(2);
    expect(counts.held).toEqual({ shelved: 0, out_of_service: 1, suppressed: 0 });
  });

  it("have a shelved critical alarm in both, and one that is held twice in each", () => {
    const counts = countAlarms([
      alarm({ priority: "critical", held: "shelved", holds: [hold({})] }),
      alarm({
        ...silent("suppressed", { terms: null }),
        holds: [hold({ held: "suppressed", terms: null }), hold({})],
      }),
    ]);
    expect(counts.by.critical).toBe(1);
    expect(counts.held).toEqual({ shelved: 2, out_of_service: 0, suppressed: 1 });
  });
});

describe("an id", () => {
  it("tells its source, also one with dots and Chinese", () => {
    expect(sourceOf("E1.LT-101:HH")).toBe("E1.LT-101");
    expect(sourceOf("液位LT-9:L")).toBe("液位LT-9");
  });
});

describe("worse", () => {
  it("knows that critical is worse than low and anything worse than nothing", () => {
    expect(worse("low", "critical")).toBe("critical");
    expect(worse("critical", "low")).toBe("critical");
    expect(worse(null, "low")).toBe("low");
  });
});
