import { describe, expect, it } from "vitest";
import { countAlarms, sortAlarms, worse } from "../src/state/alarms";
import { alarm } from "./rows";

const everything = { priorities: new Set<never>(), hazard: null, enterprise: null };

describe("the order of the alarm list", () => {
  it("puts unacknowledged first, then priority, then the newest, held last", () => {
    const rows = [
      alarm({ id: "held", held: "shelved", priority: "critical" }),
      alarm({ id: "acknowledged", state: "acknowledged", priority: "critical" }),
      alarm({ id: "medium", priority: "medium", raised_at: 9_000 }),
      alarm({ id: "old", priority: "high", raised_at: 1_000 }),
      alarm({ id: "new", priority: "high", raised_at: 2_000 }),
      alarm({ id: "returned", state: "returned_unacknowledged", priority: "critical" }),
    ];
    const order = sortAlarms(rows, everything).map((row) => row.id);
    expect(order).toEqual(["returned", "new", "old", "medium", "acknowledged", "held"]);
    expect(sortAlarms([...rows].reverse(), everything).map((row) => row.id)).toEqual(order);
  });

  it("filters by priority and by hazard", () => {
    const rows = [
      alarm({ id: "a", priority: "low", hazard: "H1" }),
      alarm({ id: "b", priority: "high", hazard: "H1" }),
      alarm({ id: "c", priority: "high", hazard: "H2" }),
    ];
    const wanted = sortAlarms(rows, {
      priorities: new Set(["high" as const]),
      hazard: "H1",
      enterprise: "E1",
    });
    expect(wanted.map((row) => row.id)).toEqual(["b"]);
  });
});

describe("the filter by hazard", () => {
  const chosen = { priorities: new Set<never>(), hazard: "H1", enterprise: "E1" };

  it("keeps the gateways of the hazard's enterprise, without which it is unwatched", () => {
    const rows = [
      alarm({ id: "own", source: "g1", hazard: "", enterprise: "E1", condition: "gateway_lost" }),
      alarm({ id: "other", source: "g2", hazard: "", enterprise: "E2", condition: "gateway_lost" }),
      alarm({ id: "neighbour", hazard: "H2", enterprise: "E1" }),
    ];
    expect(sortAlarms(rows, chosen).map((row) => row.id)).toEqual(["own"]);
  });

  it("keeps the platform's own alarms whatever is chosen", () => {
    const system = alarm({ id: "broker:system", hazard: "", condition: "system" });
    expect(sortAlarms([system], chosen)).toEqual([system]);
  });

  it("takes a gateway whose enterprise is not told for nobody's", () => {
    const lost = alarm({ id: "g1:gateway_lost", hazard: "", condition: "gateway_lost" });
    expect(sortAlarms([lost], chosen)).toEqual([]);
    expect(sortAlarms([lost], everything)).toEqual([lost]);
  });
});

describe("the counts in the top bar", () => {
  it("count what nobody holds back, and what nobody has acknowledged", () => {
    const counts = countAlarms([
      alarm({ priority: "critical" }),
      alarm({ priority: "critical", state: "acknowledged" }),
      alarm({ priority: "low", state: "latched_unacknowledged" }),
      alarm({ priority: "critical", held: "out_of_service" }),
    ]);
    expect(counts.by).toEqual({ critical: 2, high: 0, medium: 0, low: 1 });
    expect(counts.unacknowledgedBy).toEqual({ critical: 1, high: 0, medium: 0, low: 1 });
    expect(counts.unacknowledged).toBe(2);
    expect(counts.held).toBe(1);
  });
});

describe("worse", () => {
  it("knows that critical is worse than low and anything worse than nothing", () => {
    expect(worse("low", "critical")).toBe("critical");
    expect(worse("critical", "low")).toBe("critical");
    expect(worse(null, "low")).toBe("low");
  });
});
