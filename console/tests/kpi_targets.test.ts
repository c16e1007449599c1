import { describe, expect, it } from "vitest";
import {
  isKnown,
  judge,
  pickTargets,
  placeOnBar,
  PRIORITY_TARGETS,
  TARGET_GROUPS,
  type TargetGroup,
} from "../src/state/kpi_targets";
import type { KpiTarget } from "../src/wire/reports";
import { words } from "../src/words/words";

function makeTarget(changed: Partial<KpiTarget> = {}): KpiTarget {
  return {
    name: "alarms_per_day",
    label: { zh: "平均每天报警数", en: "alarms a day" },
    value: 150,
    unit: { zh: "条", en: "alarms a day, an operator" },
    sense: "at_most",
    target: 150,
    ceiling: 300,
    met: true,
    manageable: true,
    standard: "",
    trust: "recalled",
    ...changed,
  };
}

describe("a figure beside its target", () => {
  it.each([
    [true, true, "within"],
    [false, true, "manageable"],
    [false, false, "beyond"],
    [false, null, "beyond"],
    [null, null, "unknown"],
  ] as const)("met %s, manageable %s is %s", (met, manageable, verdict) => {
    expect(judge({ met, manageable })).toBe(verdict);
  });

  it("stands on a bar with room beyond the ceiling", () => {
    const bar = placeOnBar(makeTarget());
    expect([bar.value, bar.target, bar.ceiling, bar.cut]).toEqual([0.25, 0.25, 0.5, false]);
  });

  it("is cut where it is absurd, so that the target is still seen", () => {
    const bar = placeOnBar(makeTarget({ value: 9000 }));
    expect([bar.value, bar.target, bar.cut]).toEqual([1, 0.25, true]);
  });

  it("has no bar where it is not known, which is not a bar of 0", () => {
    expect(placeOnBar(makeTarget({ value: null })).value).toBeNull();
    expect(placeOnBar(makeTarget({ value: 0 })).value).toBe(0);
  });

  it("of a large share ends at all of it, of a small one where it can be read", () => {
    const unit = { zh: "%", en: "% of annunciated alarms" };
    expect(placeOnBar(makeTarget({ unit, target: 80, value: 90, ceiling: null })).value).toBe(0.9);
    expect(placeOnBar(makeTarget({ unit, target: 5, value: 5, ceiling: null })).value).toBe(0.5);
  });

  it("against a target of none is seen as soon as there is one", () => {
    const bar = placeOnBar(makeTarget({ target: 0, ceiling: null, value: 1 }));
    expect([bar.value, bar.target]).toEqual([1, 0]);
  });
});

it("nothing is known of a time that was over before the journal began", () => {
  expect([null, 99, 100].map((first) => isKnown({ first, to: 100 }))).toEqual([false, true, false]);
});

describe("the groups of figures", () => {
  const names = [...Object.values(TARGET_GROUPS).flat(), ...Object.values(PRIORITY_TARGETS)];
  const targets = [...names, "brand_new"].map((name) => makeTarget({ name }));
  const groups = Object.keys(TARGET_GROUPS) as TargetGroup[];

  it("show every figure once, also one that is new", () => {
    const shown = groups.flatMap((group) => pickTargets(targets, group).map((one) => one.name));
    const told = [...shown, ...Object.values(PRIORITY_TARGETS)];
    expect(told.sort()).toEqual([...names, "brand_new"].sort());
  });

  it("say of each figure what it means", () => {
    for (const name of Object.values(TARGET_GROUPS).flat()) {
      expect(Object.keys(words)).toContain(`meaning_${name}`);
    }
  });

  it("leave out what the report has not", () => {
    expect(pickTargets([makeTarget()], "floods")).toEqual([]);
  });
});
