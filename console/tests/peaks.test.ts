import { describe, expect, it } from "vitest";
import { findFallen, joinPeaks, raisePeaks, recallPeaks, type Peaks } from "../src/state/peaks";
import type { AlarmRow } from "../src/wire/frames";
import type { JournalRow } from "../src/wire/rest";
import { alarm, silent } from "./rows";

function of(condition: string, change: Partial<AlarmRow> = {}): AlarmRow {
  return alarm({ id: `A:${condition}`, source: "A", condition, ...change });
}

const nothing: Peaks = new Map();
const high = of("HH", { priority: "high" });
const medium = of("H", { priority: "medium" });

describe("the worst that a source has been", () => {
  it("stays when what was worse has returned, and goes when all is normal", () => {
    const both = raisePeaks(nothing, [high, medium]);
    expect(both.get("A")).toBe("high");
    const fallen = raisePeaks(both, [medium]);
    expect(fallen.get("A")).toBe("high");
    expect(raisePeaks(fallen, []).size).toBe(0);
  });

  it("goes also where what is left of the source is only held", () => {
    const held = of("L", { ...silent("shelved"), state: "normal" });
    expect(raisePeaks(raisePeaks(nothing, [high]), [held]).size).toBe(0);
  });

  it("is not raised by what is held and silent", () => {
    const silentOne = of("HH", { priority: "critical", ...silent("out_of_service") });
    expect(raisePeaks(nothing, [silentOne, medium]).get("A")).toBe("medium");
  });

  it("is told only where it is worse than what leads now", () => {
    const peaks = raisePeaks(nothing, [high, medium]);
    expect(findFallen(peaks, high)).toBeNull();
    expect(findFallen(peaks, medium)).toBe("high");
    expect(findFallen(nothing, medium)).toBeNull();
  });

  it("is the worse of what was seen and what is told", () => {
    const told = new Map([["A", "critical" as const]]);
    expect(joinPeaks(raisePeaks(nothing, [medium]), told).get("A")).toBe("critical");
  });
});

describe("the journal, read at its end", () => {
  let seq = 0;
  function entry(condition: string, event: string, change: Partial<JournalRow>): JournalRow {
    const { id, source, state, held, value, limit, priority, marks, reason } = of(condition);
    const row = { source, condition, state, held, value, limit, priority, marks, reason };
    return { ...row, seq: ++seq, at: seq, alarm: id, event, actor: "system", ...change };
  }
  const recall = (entries: JournalRow[], alarms: AlarmRow[]) =>
    recallPeaks([...entries].reverse(), alarms).get("A");

  const rise = [
    entry("H", "raised", { state: "unacknowledged", priority: "medium" }),
    entry("HH", "raised", { state: "unacknowledged", priority: "high" }),
    entry("HH", "returned", { state: "returned_unacknowledged", priority: "high" }),
    entry("HH", "acknowledged", { state: "normal", priority: "high" }),
  ];

  it("tells what was worse since the source was normal", () => {
    expect(recall(rise, [medium])).toBe("high");
  });

  it("tells nothing of before that", () => {
    const over = entry("H", "returned", { state: "normal", priority: "medium" });
    const again = entry("H", "raised", { state: "unacknowledged", priority: "medium" });
    expect(recall([...rise, over, again], [medium])).toBe("medium");
  });

  it("knows of what began before the entries that were read", () => {
    expect(recall(rise.slice(1), [medium])).toBe("high");
    const later = entry("H", "acknowledged", { state: "acknowledged", priority: "medium" });
    expect(recall([...rise.slice(1), later], [medium])).toBe("high");
  });

  it("leaves out what was held and silent", () => {
    const shelved = { state: "unacknowledged", held: "shelved", priority: "high" } as const;
    expect(recall([rise[0]!, entry("HH", "raised", shelved)], [medium])).toBe("medium");
    const critical = entry("HH", "raised", { ...shelved, priority: "critical" });
    expect(recall([rise[0]!, critical], [medium])).toBe("critical");
  });
});
