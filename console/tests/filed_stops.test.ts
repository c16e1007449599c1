import { describe, expect, it } from "vitest";
import {
  awaitsAnother,
  countStops,
  findNextStep,
  listSteps,
  listStops,
  needsReason,
  offerActs,
  STOP_STATES,
  type Person,
} from "../src/state/filed_stops";
import type { StopState } from "../src/wire/filed_stops";
import { stop } from "./stop_rows";

describe("the list of filed stops", () => {
  const stops = [
    stop({ id: "old", state: "ended", requested_at: 1 }),
    stop({ id: "late", state: "requested", until: 90 }),
    stop({ id: "new", state: "refused", requested_at: 5 }),
    stop({ id: "soon", state: "approved", from: 10, until: 99 }),
    stop({ id: "now", state: "in_force", from: 1, until: 50 }),
  ];

  it("has on top what happens soonest, and of what is over the newest", () => {
    expect(listStops(stops, null).map(({ id }) => id)).toEqual(["soon", "now", "late", "new", "old"]);
    expect(listStops(stops, "refused").map(({ id }) => id)).toEqual(["new"]);
  });

  it("counts every state, also those without one", () => {
    expect(countStops(stops)).toEqual({
      requested: 1,
      in_force: 1,
      approved: 1,
      ended: 1,
      refused: 1,
      withdrawn: 0,
      lapsed: 0,
    });
    expect(countStops([stop({ state: "brand_new" as StopState })]).requested).toBe(0);
  });
});

describe("what happens to a stop by itself", () => {
  it("is that it begins, ends or lapses, and nothing once it is over", () => {
    expect(findNextStep(stop({ state: "approved" }))).toEqual({ step: "begins", at: 10_000 });
    expect(findNextStep(stop({ state: "in_force" }))).toEqual({ step: "ends", at: 20_000 });
    expect(findNextStep(stop({ state: "requested" }))).toEqual({ step: "lapses", at: 20_000 });
    for (const state of ["ended", "refused", "withdrawn", "lapsed"] as const) {
      expect(findNextStep(stop({ state }))).toBeNull();
    }
  });
});

describe("what became of a stop", () => {
  const told = (change: Parameters<typeof stop>[0]) =>
    listSteps(stop(change)).map(({ step, by, at }) => [step, by, at]);
  const filed = ["requested", "engineer", 1_000];
  const approved = { decided_by: "leader", decided_at: 2_000 };

  it("is told step by step, with who and when", () => {
    const ended = { ...approved, began_at: 10_000, ended_at: 12_000, ended_by: "engineer" };
    expect(told({})).toEqual([filed]);
    expect(told({ state: "refused", ...approved })).toEqual([filed, ["refused", "leader", 2_000]]);
    expect(told({ state: "ended", ...ended })).toEqual([
      filed,
      ["approved", "leader", 2_000],
      ["began", "system", 10_000],
      ["ended", "engineer", 12_000],
    ]);
  });

  it("also where it never came into force; when it was withdrawn is not recorded", () => {
    expect(told({ state: "withdrawn", ...approved, ended_by: "engineer" })).toEqual([
      filed,
      ["approved", "leader", 2_000],
      ["withdrawn", "engineer", null],
    ]);
    expect(told({ state: "lapsed", ended_by: "system" })).toEqual([
      filed,
      ["lapsed", "system", 20_000],
    ]);
  });
});

describe("what may be done with a stop", () => {
  const viewer: Person = { user: "v", mayFile: false, mayDecide: false };
  const author: Person = { user: "engineer", mayFile: true, mayDecide: false };
  const other: Person = { user: "engineer 2", mayFile: true, mayDecide: false };
  const leader: Person = { user: "leader", mayFile: true, mayDecide: true };
  const own: Person = { ...leader, user: "engineer" };

  it.each([
    ["requested", author, ["withdraw"]],
    ["requested", other, []],
    ["requested", leader, ["approve", "refuse", "withdraw"]],
    ["requested", own, ["withdraw"]],
    ["requested", viewer, []],
    ["approved", author, ["withdraw"]],
    ["approved", leader, ["withdraw"]],
    ["approved", other, []],
    ["in_force", author, ["end"]],
    ["in_force", leader, ["end"]],
    ["in_force", other, []],
  ] as const)("%s, by %o", (state, person, acts) => {
    expect(offerActs(stop({ state }), person)).toEqual(acts);
  });

  it("is nothing once it is over, for anybody", () => {
    for (const state of STOP_STATES.filter((one) => !findNextStep(stop({ state: one })))) {
      expect(offerActs(stop({ state }), own)).toEqual([]);
    }
  });

  it("is another's where one filed it himself", () => {
    expect(awaitsAnother(stop({}), own)).toBe(true);
    expect(awaitsAnother(stop({}), leader)).toBe(false);
    expect(awaitsAnother(stop({ state: "approved" }), own)).toBe(false);
    expect(awaitsAnother(stop({}), author)).toBe(false);
  });

  it("needs words unless it is an approval", () => {
    expect((["approve", "refuse", "withdraw", "end"] as const).map(needsReason)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});
