import { describe, expect, it } from "vitest";
import { foldLines, groupBySource, sortLines } from "../src/state/folding";
import { findOldestUnacknowledged, foldByHazard, standingByHazard } from "../src/state/wall_alarms";
import type { AlarmRow, Flood } from "../src/wire/frames";
import { alarm } from "./rows";

const flood: Flood = { since: 900, first: "A:H", began: 500, recent: 12, alarms: 20, by_hazard: {} };

function sorted(...alarms: AlarmRow[]) {
  return sortLines(foldLines(groupBySource(alarms)));
}

function make(source: string, hazard: string, change: Partial<AlarmRow> = {}): AlarmRow {
  return alarm({ id: `${source}:H`, source, condition: "H", hazard, ...change });
}

describe("a flood on the wall", () => {
  const lines = sorted(
    make("A", "H1", { raised_at: 700, priority: "low" }),
    make("B", "H1", { raised_at: 600, priority: "critical" }),
    make("C", "H2", { raised_at: 400, priority: "high", state: "acknowledged" }),
    make("D", "", { raised_at: 800, priority: "medium" }),
  );

  it("is one row a hazard with everything counted, what calls and is gravest first", () => {
    const folds = foldByHazard(lines, flood);
    expect(folds.map(({ hazard, alarms, unacknowledged, worst }) => [
      hazard,
      alarms,
      unacknowledged,
      worst,
    ])).toEqual([
      ["H1", 2, 2, "critical"],
      ["", 1, 1, "medium"],
      ["H2", 1, 0, "high"],
    ]);
    expect(folds[0]!.by).toEqual({ critical: 1, high: 0, medium: 0, low: 1 });
    expect(folds[0]!.lead.id).toBe("B:H");
  });

  it("begins with what the platform marked as first-out, else with the first since it began", () => {
    expect(foldByHazard(lines, flood)[0]!.first?.id).toBe("B:H");
    const marked = sorted(
      make("A", "H1", { raised_at: 700, marks: ["first_out"] }),
      make("B", "H1", { raised_at: 600 }),
    );
    expect(foldByHazard(marked, flood)[0]!.first?.id).toBe("A:H");
    // Older than the flood: nothing says with which alarm it began there.
    expect(foldByHazard(lines, flood)[2]!.first).toBeNull();
  });
});

describe("what stands at a hazard", () => {
  it("is its worst alarm, and how many nobody has acknowledged", () => {
    const standing = standingByHazard(
      sorted(
        make("A", "H1", { priority: "low" }),
        make("B", "H1", { priority: "high", state: "acknowledged" }),
        make("C", "H2", { priority: "critical", annunciated: false, held: "shelved" }),
        make("D", "H3", { priority: "medium", state: "returned_unacknowledged" }),
      ),
    );
    expect(Object.fromEntries(standing)).toEqual({
      H1: { worst: "high", unacknowledged: 1 },
      H3: { worst: "medium", unacknowledged: 1 },
    });
  });
});

describe("what waits longest", () => {
  it("is the oldest that nobody has acknowledged", () => {
    const lines = sorted(
      make("A", "H1", { raised_at: 700 }),
      make("B", "H1", { raised_at: 600, priority: "low" }),
      make("C", "H1", { raised_at: 100, state: "acknowledged" }),
      make("D", "H1", { raised_at: null }),
    );
    expect(findOldestUnacknowledged(lines)?.id).toBe("B:H");
    expect(findOldestUnacknowledged([])).toBeNull();
  });
});
