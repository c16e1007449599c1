import { describe, expect, it } from "vitest";
import {
  findLack,
  isFull,
  listHeld,
  mayHold,
  needsSecond,
  offerDurations,
  timeLeft,
  type HoldRules,
  type Wish,
} from "../src/state/holding";
import { alarm, hold, silent } from "./rows";

const rules: HoldRules = {
  durations_s: [900, 1_800, 3_600, 28_800],
  longest_s: { low: 28_800, high: 3_600, critical: 600 },
  second_person: ["critical"],
  most: 2,
  holding: 0,
};

describe("what is offered", () => {
  it("are the durations that the priority allows, and the longest where none does", () => {
    expect(offerDurations(rules, "low")).toEqual([900, 1_800, 3_600, 28_800]);
    expect(offerDurations(rules, "high")).toEqual([900, 1_800, 3_600]);
    expect(offerDurations(rules, "critical")).toEqual([600]);
  });

  it("is nothing for a priority that is not named, nor without the right", () => {
    expect(mayHold(rules, "high")).toBe(true);
    expect(mayHold(rules, "medium")).toBe(false);
    expect(mayHold(null, "high")).toBe(false);
  });
});

describe("a wish", () => {
  const wish: Wish = { durationS: 900, once: false, reason: "抖动", workOrder: "", second: null };
  const second = { username: "leader", password: "secret" };

  it("needs words, whatever is held", () => {
    expect(findLack("shelve", { ...wish, reason: "  " }, false, "op")).toBe("reason_missing");
    expect(findLack("shelve", wish, false, "op")).toBeNull();
  });

  it("needs a work order out of service", () => {
    expect(findLack("out-of-service", wish, false, "op")).toBe("work_order_missing");
    expect(findLack("out-of-service", { ...wish, workOrder: "WO-7" }, false, "op")).toBeNull();
  });

  it("needs another person where the priority asks for two", () => {
    expect(needsSecond(rules, "critical")).toBe(true);
    expect(findLack("shelve", wish, true, "op")).toBe("second_person_missing");
    const nameless = { ...wish, second: { ...second, password: "" } };
    expect(findLack("shelve", nameless, true, "op")).toBe("second_person_missing");
    expect(findLack("shelve", { ...wish, second }, true, "leader")).toBe("second_person_same");
    expect(findLack("shelve", { ...wish, second }, true, "op")).toBeNull();
  });
});

describe("how many somebody may hold", () => {
  const full = { ...rules, most: 2, holding: 2 };

  it("is reached with the last of them", () => {
    expect(isFull({ ...full, holding: 1 }, "shelved", alarm({}), "op")).toBe(false);
    expect(isFull(full, "shelved", alarm({}), "op")).toBe(true);
  });

  it("does not keep him from holding one of his own again, on other terms", () => {
    const own = alarm(silent("shelved", { by: "op" }));
    expect(isFull(full, "shelved", own, "op")).toBe(false);
    expect(isFull(full, "shelved", own, "leader")).toBe(true);
    expect(isFull(full, "out_of_service", own, "op")).toBe(true);
  });
});

describe("the list of what is held", () => {
  const until = (end: number) => ({ until: end, once: false, witness: "", work_order: "" });

  it("has first what ends soonest", () => {
    const rows = [
      alarm({ id: "late", ...silent("shelved", { terms: until(9_000) }) }),
      alarm({ id: "soon", ...silent("shelved", { terms: until(2_000) }) }),
      alarm({ id: "free" }),
    ];
    expect(listHeld(rows, "shelved").map((row) => row.alarm.id)).toEqual(["soon", "late"]);
  });

  it("has what ends by design in the order in which it began", () => {
    const rows = [
      alarm({ id: "second", ...silent("suppressed", { terms: null, at: 2 }) }),
      alarm({ id: "first", ...silent("suppressed", { terms: null, at: 1 }) }),
    ];
    expect(listHeld(rows, "suppressed").map((row) => row.alarm.id)).toEqual(["first", "second"]);
  });

  it("has what is held in several ways in each of their lists, with the hold of that list", () => {
    const both = [hold({ held: "out_of_service", by: "fitter" }), hold({ by: "op" })];
    const row = alarm({ held: "out_of_service", annunciated: false, holds: both });
    expect(listHeld([row], "shelved")[0]?.hold.by).toBe("op");
    expect(listHeld([row], "out_of_service")[0]?.hold.by).toBe("fitter");
  });
});

describe("the time left", () => {
  it("runs to nothing and no further, and is none where no time ends it", () => {
    const one = hold({});
    expect(timeLeft(one, 4_000)).toBe(6_000);
    expect(timeLeft(one, 99_000)).toBe(0);
    expect(timeLeft(hold({ terms: null }), 0)).toBeNull();
  });
});
