import { describe, expect, it } from "vitest";
import { hearAgain, NOTHING_SILENCED, silence, soundDue } from "../src/state/annunciation";
import type { AlarmRow } from "../src/wire/frames";
import { alarm, hold, silent } from "./rows";

const nothing = NOTHING_SILENCED;

function known(...rows: AlarmRow[]): Map<string, AlarmRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

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
    const before = alarm({ id: "a", priority: "medium", raised_at: 1 });
    const silenced = silence([before], false);
    expect(soundDue([before, alarm({ id: "b", priority: "low" })], false, silenced)).toBe("low");
    expect(soundDue([{ ...before, raised_at: 2 }], false, silenced)).toBe("medium");
    expect(soundDue([{ ...before, priority: "high" }], false, silenced)).toBe("high");
    expect(soundDue([{ ...before, priority: "low" }], false, silenced)).toBeNull();
  });

  it("is made for one that is shelved and calls on", () => {
    const row = alarm({ held: "shelved", holds: [hold({})], priority: "critical" });
    expect(soundDue([row], false, nothing)).toBe("critical");
  });

  it("comes back for one that calls again, though it was silenced before", () => {
    const before = alarm({});
    const silenced = silence([before], false);
    expect(soundDue([{ ...before, realarms: 1 }], false, silenced)).toBe("high");
  });

  it("comes back for one that somebody knew of and nobody knows of any more", () => {
    const before = alarm({});
    const acknowledged = known({ ...before, state: "acknowledged" });
    const heard = hearAgain(silence([before], false), acknowledged, false);
    expect(soundDue([before], false, heard)).toBe("high");
    const shelved = known({ ...before, ...silent("shelved") });
    expect(soundDue([before], false, hearAgain(silence([before], false), shelved, false))).toBe(
      "high",
    );
  });

  it("stays silenced while the same call goes on", () => {
    const row = alarm({});
    const silenced = silence([row], false);
    expect(hearAgain(silenced, known(row), false)).toBe(silenced);
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
    const silenced = hearAgain(silence(rows, true), known(...rows), true);
    expect(soundDue(rows, true, silenced)).toBeNull();
  });

  it("comes back with the next loss, while the alarms stay silenced", () => {
    const rows = [alarm({})];
    const silenced = hearAgain(silence(rows, true), known(...rows), false);
    expect(soundDue(rows, false, silenced)).toBeNull();
    expect(soundDue(rows, true, silenced)).toBe("lost");
  });

  it("is not silenced by a silence from before it", () => {
    expect(soundDue([], true, silence([], false))).toBe("lost");
  });
});
