import { describe, expect, it } from "vitest";
import {
  isPartial,
  matches,
  NO_FILTER,
  toggleHazard,
  toggleNuisance,
  togglePriority,
} from "../src/state/filter";
import { alarm, nuisance } from "./rows";

describe("the filter", () => {
  const chosen = { ...NO_FILTER, hazard: "H1", enterprise: "E1" };

  it("asks for priority and hazard together", () => {
    const wanted = { ...chosen, priorities: new Set(["high" as const]) };
    expect(matches(alarm({ priority: "high" }), wanted)).toBe(true);
    expect(matches(alarm({ priority: "low" }), wanted)).toBe(false);
    expect(matches(alarm({ priority: "high", hazard: "H2" }), wanted)).toBe(false);
  });

  it("asks for a kind of nuisance alarm, and not of records that can't tell", () => {
    const wanted = { ...NO_FILTER, nuisances: new Set(["chattering"]) };
    const both = [nuisance({ kind: "duplicate" }), nuisance({ kind: "chattering" })];
    expect(matches(alarm({ nuisances: both }), wanted)).toBe(true);
    expect(matches(alarm({ nuisances: [nuisance({ kind: "duplicate" })] }), wanted)).toBe(false);
    expect(matches(alarm({}), wanted)).toBe(false);
    const { nuisances: _, ...record } = alarm({});
    expect(matches(record, wanted)).toBe(true);
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
    expect(matches(lost, NO_FILTER)).toBe(true);
  });
});

describe("asking for something else", () => {
  it("asks for one alone, and for none when it is asked for again", () => {
    const high = togglePriority(NO_FILTER, "high");
    expect([...high.priorities]).toEqual(["high"]);
    expect([...togglePriority(high, "low").priorities]).toEqual(["low"]);
    expect(togglePriority(high, "high")).toEqual(NO_FILTER);
    const chattering = toggleNuisance(high, "chattering");
    expect(chattering).toEqual({ ...high, nuisances: new Set(["chattering"]) });
    expect(toggleNuisance(chattering, "chattering")).toEqual(high);
  });

  it("takes a hazard with its enterprise, and lets both go", () => {
    const hazard = { id: "H1", enterprise: "E1" };
    const chosen = toggleHazard(NO_FILTER, hazard);
    expect(chosen).toEqual({ ...NO_FILTER, hazard: "H1", enterprise: "E1" });
    expect(toggleHazard(chosen, { id: "H2", enterprise: "E1" }).hazard).toBe("H2");
    expect(toggleHazard(chosen, hazard)).toEqual(NO_FILTER);
  });

  it("is for a part as soon as it asks for anything", () => {
    expect(isPartial(NO_FILTER)).toBe(false);
    expect(isPartial(togglePriority(NO_FILTER, "low"))).toBe(true);
    expect(isPartial(toggleNuisance(NO_FILTER, "fleeting"))).toBe(true);
    expect(isPartial(toggleHazard(NO_FILTER, { id: "H1", enterprise: "" }))).toBe(true);
  });
});
