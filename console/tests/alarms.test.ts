import { describe, expect, it } from "vitest";
import {
  compareAlarms,
  countAlarms,
  countNuisances,
  findNewestCritical,
  isListed,
  sourceOf,
  worse,
} from "../src/state/alarms";
import { alarm, hold, nuisance, silent } from "./rows";

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

describe("nuisance alarms", () => {
  it("are counted by kind among what is listed, unknown kinds last", () => {
    const rows = [
      alarm({ id: "a", nuisances: [nuisance({ kind: "newest" }), nuisance({ kind: "standing" })] }),
      alarm({ id: "b", nuisances: [nuisance({ kind: "chattering" })] }),
      alarm({ id: "c", nuisances: [nuisance({ kind: "chattering" })], state: "acknowledged" }),
      alarm({ id: "d", nuisances: [nuisance({ kind: "chattering" })], ...silent("shelved") }),
    ];
    expect([...countNuisances(rows)]).toEqual([
      ["chattering", 2],
      ["standing", 1],
      ["newest", 1],
    ]);
  });
});

describe("the newest critical alarm", () => {
  it("is one that stands and that nobody has acknowledged", () => {
    const critical = { priority: "critical" } as const;
    const rows = [
      alarm({ id: "old", ...critical, raised_at: 1 }),
      alarm({ id: "new", ...critical, raised_at: 5 }),
      alarm({ id: "known", ...critical, raised_at: 9, state: "acknowledged" }),
      alarm({ id: "high", raised_at: 9 }),
    ];
    expect(findNewestCritical(rows)?.id).toBe("new");
    expect(findNewestCritical(rows.slice(2))).toBeNull();
  });
});
