import { describe, expect, it } from "vitest";
import { silence, soundDue, type Silenced } from "../src/state/annunciation";
import { alarm } from "./rows";

const nothing: Silenced = new Map();

describe("the sound", () => {
  it("is that of the worst unacknowledged alarm, and quiet without one", () => {
    const rows = [alarm({ id: "a", priority: "low" }), alarm({ id: "b", priority: "critical" })];
    expect(soundDue(rows, nothing)).toBe("critical");
    expect(soundDue([alarm({ state: "acknowledged" })], nothing)).toBeNull();
    expect(soundDue([alarm({ held: "shelved" })], nothing)).toBeNull();
    expect(soundDue([alarm({ state: "returned_unacknowledged" })], nothing)).toBeNull();
  });

  it("stops on silence without anything being acknowledged", () => {
    const rows = [alarm({})];
    expect(soundDue(rows, silence(rows))).toBeNull();
    expect(rows[0]?.state).toBe("unacknowledged");
  });

  it("comes back for a new alarm, a new activation and a higher priority", () => {
    const before = alarm({ id: "a", priority: "medium", raised_at: 1 });
    const silenced = silence([before]);
    expect(soundDue([before, alarm({ id: "b", priority: "low" })], silenced)).toBe("low");
    expect(soundDue([{ ...before, raised_at: 2 }], silenced)).toBe("medium");
    expect(soundDue([{ ...before, priority: "high" }], silenced)).toBe("high");
    expect(soundDue([{ ...before, priority: "low" }], silenced)).toBeNull();
  });

  it("is made for a grave excursion that was found afterwards, not for a slight one", () => {
    const late = { state: "returned_unacknowledged", marks: ["late"] } as const;
    expect(soundDue([alarm({ ...late, marks: ["late"], condition: "HH" })], nothing)).toBe("high");
    const slight = alarm({ ...late, marks: ["late"], condition: "H", priority: "medium" });
    expect(soundDue([slight], nothing)).toBeNull();
  });
});
