import { describe, expect, it } from "vitest";
import {
  asks,
  groupByHazard,
  inputsOf,
  isBypassed,
  isDemanded,
  isTestOverdue,
  QUESTIONS,
  worstOf,
} from "../src/state/interlocks";
import type { InputNow } from "../src/wire/interlocks";
import { input, interlock, NOW } from "./interlock_rows";
import { alarm as makeAlarm } from "./rows";

describe("what is asked of interlocks", () => {
  const calm = interlock("calm");
  const demanded = interlock("demanded", { now: { demand: "demanded", trip: "away" } });
  const locked = interlock("locked", { now: { demand: "locked", trip: "tripped" } });
  const unseen = interlock("unseen", { now: null });
  const bypassed = (state: string, truth: InputNow["truth"] = "true") =>
    interlock(state, { inputs: [input("bypass", "BYP", { state, truth })] });

  it("is whether they are demanded, also while the reset is still to come", () => {
    expect([calm, demanded, locked, unseen].map(isDemanded)).toEqual([false, true, true, false]);
  });

  it("is whether they are bypassed, or whether nobody knows", () => {
    expect(isBypassed(calm)).toBe(false);
    expect(isBypassed(bypassed("on"))).toBe(true);
    expect(isBypassed(bypassed("overdue"))).toBe(true);
    expect(isBypassed(bypassed("off", "false"))).toBe(false);
    expect(isBypassed(bypassed("off", "unknown"))).toBe(true);
    expect(isBypassed(interlock("blind", { inputs: [input("bypass", "BYP", null)] }))).toBe(false);
  });

  it("is whether a proof test is overdue, from its very instant on not yet", () => {
    const due = interlock("due", { proof_test_due: NOW });
    expect([NOW - 1, NOW, NOW + 1].map((now) => isTestOverdue(due, now))).toEqual([
      false,
      false,
      true,
    ]);
    expect(isTestOverdue(calm, NOW)).toBe(false);
  });

  it("finds each interlock in the lists where it belongs, and all in the first", () => {
    const all = [calm, demanded, locked, unseen, bypassed("on"), interlock("t", { proof_test_due: 1 })];
    const found = Object.fromEntries(
      QUESTIONS.map((one) => [one, all.filter((each) => asks(one, each, NOW)).map(({ id }) => id)]),
    );
    expect(found).toEqual({
      all: all.map(({ id }) => id),
      demanded: ["demanded", "locked"],
      bypassed: ["on"],
      tests: ["t"],
      unseen: ["unseen"],
    });
  });

  it("tells inputs apart by their role", () => {
    expect(inputsOf(calm, "effect").map(({ name }) => name)).toEqual(["ZS"]);
    expect(inputsOf(calm, "bypass")).toEqual([]);
  });
});

describe("the list of interlocks", () => {
  it("shows the worst alarm that stands on one, whatever stands elsewhere", () => {
    const own = interlock("IL");
    const alarms = [
      makeAlarm({ id: "IL:demand", source: "IL", priority: "high" }),
      makeAlarm({ id: "IL:interlock_failed", source: "IL", priority: "critical", state: "normal" }),
      makeAlarm({ id: "LT:HH", source: "LT", priority: "critical" }),
    ];
    expect(worstOf(own, alarms)).toBe("high");
    expect(worstOf(own, [])).toBe(null);
  });

  it("is by hazard as the plant has them, what is wrong first within one", () => {
    const list = [
      interlock("a"),
      interlock("b", { hazard: "H2" }),
      interlock("c", { inputs: [input("bypass", "BYP", { state: "on" })] }),
      interlock("d", { now: { demand: "demanded", trip: "away" } }),
      interlock("e"),
      interlock("f"),
    ];
    const groups = groupByHazard(list, ({ id }) => (id === "f" ? "low" : null));
    expect([...groups.keys()]).toEqual(["H1", "H2"]);
    expect(groups.get("H1")?.map(({ id }) => id)).toEqual(["f", "d", "c", "a", "e"]);
  });
});
