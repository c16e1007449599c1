import { describe, expect, it } from "vitest";
import { hearAgain, NOTHING_SILENCED, silence, soundDue } from "../src/state/annunciation";
import { alarm, hold, silent } from "./rows";

const nothing = NOTHING_SILENCED;

describe("the sound", () => {
  it("is that of the worst unacknowledged alarm, and quiet without one", () => {
    const rows = [alarm({ id: "a", priority: "low" }), alarm({ id: "b", priority: "critical" })];
    expect(soundDue(rows, false, nothing)).toBe("critical");
    expect(soundDue([alarm({ state: "acknowledged" })], false, nothing)).toBeNull();
    expect(soundDue([alarm(silent("shelved"))], false, nothing)).toBeNull();
    expect(soundDue([alarm({ state: "returned_unacknowledged" })], false, nothing)).toBeNull();
  });

  it("stops on silence without anything being acknowledged", () => {
    const rows = [alarm({})];
    expect(soundDue(rows, false, silence(rows, false))).toBeNull();
    expect(rows[0]?.state).toBe("unacknowledged");
  });

  it("comes back for a new alarm, a new activation and a higher priority", () => {
    const before = alarm({ id: "a", priority: "medium" });
    const silenced = silence([before], false);
    expect(soundDue([before, alarm({ id: "b", priority: "low" })], false, silenced)).toBe("low");
    expect(soundDue([{ ...before, called_at: 2_000 }], false, silenced)).toBe("medium");
    expect(soundDue([{ ...before, priority: "high" }], false, silenced)).toBe("high");
    expect(soundDue([{ ...before, priority: "low" }], false, silenced)).toBeNull();
  });

  it("is made for one that is shelved and calls on", () => {
    const row = alarm({ held: "shelved", holds: [hold({})], priority: "critical" });
    expect(soundDue([row], false, nothing)).toBe("critical");
  });

  it("comes back for whatever begins to call anew: re-alarmed, unshelved, raised again", () => {
    const before = alarm({ called_at: 1_000 });
    const silenced = silence([before], false);
    expect(soundDue([{ ...before, called_at: 9_000 }], false, silenced)).toBe("high");
  });

  it("stays silenced while the same call goes on, whatever else changes", () => {
    const before = alarm({ called_at: 1_000 });
    const silenced = silence([before], false);
    const later = { ...before, version: 9, value: 11.2, nuisances: [], marks: ["uncertain"] };
    expect(soundDue([later], false, silenced)).toBeNull();
    expect(hearAgain(silenced, false)).toBe(silenced);
  });

  it("is made for a grave excursion that was found afterwards, not for a slight one", () => {
    const late = { state: "returned_unacknowledged", marks: ["late"] } as const;
    expect(soundDue([alarm({ ...late, marks: ["late"], condition: "HH" })], false, nothing)).toBe(
      "high",
    );
    const slight = alarm({ ...late, marks: ["late"], condition: "H", priority: "medium" });
    expect(soundDue([slight], false, nothing)).toBeNull();
  });
});

describe("the sound of a lost connection", () => {
  it("goes before that of any alarm", () => {
    expect(soundDue([alarm({ priority: "critical" })], true, nothing)).toBe("lost");
    expect(soundDue([], true, nothing)).toBe("lost");
  });

  it("stops on silence for as long as this loss lasts", () => {
    const rows = [alarm({})];
    const silenced = hearAgain(silence(rows, true), true);
    expect(soundDue(rows, true, silenced)).toBeNull();
  });

  it("comes back with the next loss, while the alarms stay silenced", () => {
    const rows = [alarm({})];
    const silenced = hearAgain(silence(rows, true), false);
    expect(soundDue(rows, false, silenced)).toBeNull();
    expect(soundDue(rows, true, silenced)).toBe("lost");
  });

  it("is not silenced by a silence from before it", () => {
    expect(soundDue([], true, silence([], false))).toBe("lost");
  });
});
