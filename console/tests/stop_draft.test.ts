import { describe, expect, it } from "vitest";
import { readTyped } from "../src/state/beijing";
import {
  beginDraft,
  findFaults,
  lastFor,
  listThings,
  moveDraft,
  putIn,
  searchThings,
  takeOut,
  wishOf,
  type StopDraft,
  type Thing,
} from "../src/state/stop_draft";
import { findTimeHints } from "../src/state/stop_spans";
import { makePark, type Equipment, type Hazard, type Tag } from "../src/wire/plant";
import { gateway } from "./gateway_rows";
import { RULES } from "./stop_rows";

const NOW = Date.UTC(2026, 10, 26, 0, 3);
const tank: Thing = { part: "equipment", id: "V1", enterprise: "E1", name: "", name_en: "" };

function draft(change: Partial<StopDraft> = {}): StopDraft {
  const full = putIn({ ...beginDraft(NOW, "overhaul"), reason: "检修" }, tank);
  return { ...full, until: "2026-11-27 08:00", ...change };
}

describe("what can be stopped", () => {
  const park = makePark({
    plant: { id: "p", name: "", name_en: "", clock: "wall", simulation: false },
    areas: [],
    enterprises: [],
    hazards: [{ id: "H1", enterprise: "E1", name: "苯罐区", name_en: "Benzene" }] as Hazard[],
    equipment: [{ id: "V1", hazard: "H1", name: "苯储罐", name_en: "Tank" }] as Equipment[],
    gateways: [gateway({ id: "gw1", enterprise: "E1" })],
    tags: [
      { tag: "LT-1", enterprise: "E1", equipment: "V1", name: "苯储罐液位", name_en: "Level" },
      { tag: "PT-1", enterprise: "E2", equipment: "", name: "压力", name_en: "Pressure" },
    ] as Tag[],
    votings: [],
  });
  const things = listThings(park);
  const find = (typed: string, enterprise = "") =>
    searchThings(things, typed, enterprise).map(({ part, id }) => `${part} ${id}`);

  it("is found by id or by name in either language, the large first", () => {
    expect(find("苯")).toEqual(["hazards H1", "equipment V1", "tags LT-1"]);
    expect(find("lt-1")).toEqual(["tags LT-1"]);
    expect(find("level 苯")).toEqual(["tags LT-1"]);
    expect(find("gw")).toEqual(["gateways gw1"]);
    expect(find("  ")).toEqual([]);
  });

  it("is of one enterprise once that is chosen, and known for everything", () => {
    expect(find("压力")).toEqual(["tags PT-1"]);
    expect(find("压力", "E1")).toEqual([]);
    expect(things.map(({ enterprise }) => enterprise)).toEqual(["E1", "E1", "E1", "E1", "E2"]);
  });

  it("says of which enterprise the stop is, and nothing of another one joins it", () => {
    const begun = putIn(beginDraft(NOW, "overhaul"), tank);
    expect(begun).toMatchObject({ enterprise: "E1", scope: { equipment: ["V1"] } });
    expect(putIn(begun, { ...tank, id: "V9", enterprise: "E2" })).toBe(begun);
    expect(putIn(begun, tank)).toBe(begun);
    expect(takeOut(begun, tank).scope.equipment).toEqual([]);
  });

  it("is chosen anew for another enterprise", () => {
    expect(moveDraft(draft(), "E2").scope.equipment).toEqual([]);
    expect(moveDraft(draft(), "E1").scope.equipment).toEqual(["V1"]);
  });
});

describe("a stop that is being written", () => {
  it("begins at the next ten minutes and lasts as long as is asked for", () => {
    expect(draft().from).toBe("2026-11-26 08:10");
    expect(lastFor(draft(), 7_200_000).until).toBe("2026-11-26 10:10");
    expect(lastFor(draft({ from: "?" }), 7_200_000).until).toBe("2026-11-27 08:00");
  });

  it("may be asked to last as long as its category allows", () => {
    const hour = 3_600_000;
    expect(findTimeHints(RULES, "calibration")).toEqual([2 * hour, 8 * hour, 24 * hour, 72 * hour]);
    expect(findTimeHints(RULES, "overhaul").at(-1)).toBe(60 * 24 * hour);
  });

  it.each([
    [{}, []],
    [{ reason: "  " }, ["reason_missing"]],
    [{ scope: { tags: [], equipment: [], hazards: [], gateways: [] } }, ["scope_missing"]],
    [{ from: "", until: "soon" }, ["from_unreadable", "until_unreadable"]],
    [{ until: "2026-11-26 08:10" }, ["wrong_way_round"]],
    [{ from: "2026-11-25 00:00", until: "2026-11-26 08:00" }, ["already_over"]],
    [{ until: "2027-03-01 08:00" }, ["too_long"]],
    [{ category: "calibration", until: "2026-11-29 08:20" }, ["too_long"]],
    [{ from: "2027-03-01 08:00", until: "2027-03-02 08:00" }, ["too_far_ahead"]],
  ] as [Partial<StopDraft>, string[]][])("with %o has against it %j", (change, faults) => {
    expect(findFaults(draft(change), RULES, NOW)).toEqual(faults);
  });

  it("may have begun already: work does not wait for paper", () => {
    expect(findFaults(draft({ from: "2026-11-26 06:00" }), RULES, NOW)).toEqual([]);
  });

  it("is sent in milliseconds and without what surrounds its words", () => {
    const wish = wishOf(draft({ reason: " 检修 ", workOrder: " WO-7 " }));
    expect(wish).toMatchObject({ reason: "检修", work_order: "WO-7", enterprise: "E1" });
    expect(wish.from).toBe(readTyped("2026-11-26 08:10"));
    expect(wish.until - wish.from).toBe(23 * 3_600_000 + 50 * 60_000);
  });
});
