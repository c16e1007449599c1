import { describe, expect, it } from "vitest";
import { foldLines, groupBySource, sortLines, type Line } from "../src/state/folding";
import { groupLines, tally } from "../src/state/nesting";
import type { AlarmRow } from "../src/wire/frames";
import { alarm, beneath, silent } from "./rows";

function of(id: string, change: Partial<AlarmRow> = {}): AlarmRow {
  const [source, condition] = id.split(":") as [string, string];
  return alarm({ id, source, condition, priority: "medium", ...change });
}

function linesOf(rows: AlarmRow[]): Line[] {
  return sortLines(foldLines(groupBySource(rows)));
}

/** Lead → what stands beneath it. */
function nest(...rows: AlarmRow[]): Record<string, string[]> {
  const groups = groupLines(linesOf(rows));
  return Object.fromEntries(
    groups.map(({ lead, members }) => [
      lead.source,
      members.map(({ line, tie }) => `${line.source} ${tie}`),
    ]),
  );
}

const lost = of("gw:gateway_lost", { priority: "high" });

describe("what stands beneath another line", () => {
  it("is what follows from its alarm, and what the platform placed there", () => {
    const stale = of("T1:stale", { root: lost.id });
    const folded = of("T2:H", { line: beneath(lost.id) });
    expect(nest(lost, stale, folded, of("T3:H"))).toEqual({
      gw: ["T1 root", "T2 under"],
      T3: [],
    });
  });

  it("stands by itself where its lead has gone, is silent, or is not among what is shown", () => {
    const stale = of("T1:stale", { root: lost.id });
    expect(nest(stale)).toEqual({ T1: [] });
    expect(nest({ ...lost, ...silent("shelved") }, stale)).toEqual({ T1: [] });
    // Another alarm of the lead's source does not stand for it.
    expect(nest(of("gw:clock"), stale)).toEqual({ gw: [], T1: [] });
  });

  it("is a whole line, and only where every alarm in it may be put away", () => {
    const stale = of("T1:stale", { root: lost.id });
    expect(nest(lost, stale, of("T1:rate"))).toEqual({ gw: [], T1: [] });
    expect(nest(lost, stale, of("T1:rate", { line: beneath(lost.id) }))).toEqual({
      gw: ["T1 under"],
    });
  });

  it("does not stand beneath another alarm of its own source, which its line shows anyway", () => {
    const both = [of("T1:H"), of("T1:rate", { line: beneath("T1:H") })];
    expect(nest(...both)).toEqual({ T1: [] });
  });

  it("has one lead, the outermost, however long the chain", () => {
    const trip = of("IL:demand", { priority: "high" });
    const stop = of("P1:digital", { root: trip.id });
    const flow = of("F1:L", { root: stop.id });
    expect(nest(trip, stop, flow)).toEqual({ IL: ["F1 root", "P1 root"] });
  });

  it("is never lost where two name each other", () => {
    const one = of("A:H", { line: beneath("B:H") });
    const other = of("B:H", { line: beneath("A:H") });
    expect(nest(one, other)).toEqual({ B: ["A under"] });
  });
});

describe("what is never put away", () => {
  const root = { root: lost.id };

  it("is what is critical or beyond HH or LL, acknowledged or not", () => {
    const grave = [
      of("T1:H", { ...root, priority: "critical" }),
      of("T2:HH", root),
      of("T3:LL", { ...root, state: "acknowledged" }),
    ];
    expect(Object.keys(nest(lost, ...grave)).sort()).toEqual(["T1", "T2", "T3", "gw"]);
  });

  it("is what wants acknowledgement and is more urgent than its lead", () => {
    const low = { ...lost, priority: "low" } as const;
    const urgent = of("T1:stale", { ...root, priority: "high" });
    expect(nest(low, urgent)).toEqual({ gw: [], T1: [] });
    expect(nest(low, { ...urgent, state: "acknowledged" })).toEqual({ gw: ["T1 root"] });
    expect(nest(lost, urgent)).toEqual({ gw: ["T1 root"] });
  });

  it("leads what follows from it in turn", () => {
    const grave = of("T1:HH", root);
    expect(nest(lost, grave, of("T2:rate", { root: grave.id }))).toEqual({
      gw: [],
      T1: ["T2 root"],
    });
  });
});

describe("the list of groups", () => {
  it("has every line once", () => {
    const rows = Array.from({ length: 300 }, (_, index) =>
      of(`T${index}:H`, {
        root: index % 3 ? `T${(index * 7) % 300}:H` : "",
        line: beneath(index % 5 ? `T${(index * 11) % 300}:H` : ""),
        priority: (["low", "medium", "high", "critical"] as const)[index % 4]!,
        state: index % 2 ? "acknowledged" : "unacknowledged",
      }),
    );
    const listed = groupLines(linesOf(rows)).flatMap(({ lead, members }) => [
      lead.source,
      ...members.map(({ line }) => line.source),
    ]);
    expect(listed).toHaveLength(300);
    expect(new Set(listed)).toEqual(new Set(rows.map((row) => row.source)));
  });

  it("keeps a known lead among what calls while something beneath it is not acknowledged", () => {
    const known = { ...lost, state: "acknowledged" } as const;
    const other = of("X:H", { priority: "critical", state: "acknowledged" });
    expect(Object.keys(nest(known, other, of("T1:stale", { root: lost.id })))).toEqual(["gw", "X"]);
  });
});

describe("the tally", () => {
  it("counts alarms, by why they are there, and those that want acknowledgement", () => {
    const rows = [
      lost,
      of("T1:stale", { root: lost.id }),
      of("T1:bad_quality", { root: lost.id, state: "acknowledged" }),
      of("T2:H", { line: beneath(lost.id, 37) }),
    ];
    const [group] = groupLines(linesOf(rows));
    expect(tally(group!.members)).toEqual({ root: 2, under: 1, unacknowledged: 2 });
  });
});
