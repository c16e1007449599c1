import { describe, expect, it } from "vitest";
import {
  conditionsOf,
  filterLines,
  foldLines as fold,
  groupBySource,
  refoldLines,
  regroup,
  sortLines,
  stepBeside as step,
} from "../src/state/folding";
import { NO_FILTER } from "../src/state/filter";
import type { AlarmRow, Priority } from "../src/wire/frames";
import { alarm, hold, silent } from "./rows";

const foldLines = (rows: AlarmRow[]) => fold(groupBySource(rows));
const stepBeside = (rows: AlarmRow[], from: AlarmRow, by: number) =>
  step(groupBySource(rows), from, by);

function of(source: string, condition: string, change: Partial<AlarmRow> = {}): AlarmRow {
  return alarm({ id: `${source}:${condition}`, source, condition, ...change });
}

function leadOf(...rows: AlarmRow[]): string | undefined {
  return foldLines(rows).get("A")?.lead.condition;
}

describe("a line", () => {
  it("is led by the worst priority, then by the most severe condition", () => {
    expect(leadOf(of("A", "H", { priority: "medium" }), of("A", "HH", { priority: "high" }))).toBe(
      "HH",
    );
    expect(leadOf(of("A", "HH", { priority: "low" }), of("A", "H", { priority: "high" }))).toBe("H");
    expect(leadOf(of("A", "bad_quality"), of("A", "rate"), of("A", "H"), of("A", "LL"))).toBe("LL");
    expect(leadOf(of("A", "bad_quality"), of("A", "rate"))).toBe("rate");
  });

  it("keeps its lead though only a lesser one wants acknowledgement, and calls all the same", () => {
    const acknowledged = of("A", "HH", { priority: "critical", state: "acknowledged" });
    const line = foldLines([of("A", "H", { priority: "medium" }), acknowledged]).get("A")!;
    expect(line.lead.condition).toBe("HH");
    expect(line.alarms.map((one) => one.condition)).toEqual(["HH", "H"]);
    expect(line.calls).toBe(true);
    expect(foldLines([acknowledged]).get("A")?.calls).toBe(false);
  });

  it("has none of what is held and silent, and what is shelved and calls on", () => {
    const shelved = of("A", "HH", { priority: "critical", held: "shelved", holds: [hold({})] });
    expect(leadOf(of("A", "H"), of("A", "LL", silent("suppressed")), shelved)).toBe("HH");
    expect(foldLines([of("A", "H", silent("out_of_service"))]).size).toBe(0);
  });

  it("never takes the conditions of another source, whatever comes first", () => {
    const rows = [of("A", "H"), of("AB", "H"), of("A", "L")];
    for (const order of [rows, [...rows].reverse()]) {
      const lines = foldLines(order);
      expect([...lines.keys()].sort()).toEqual(["A", "AB"]);
      expect(lines.get("A")?.alarms).toHaveLength(2);
    }
  });
});

describe("the list of lines", () => {
  const rows = [
    of("known", "HH", { priority: "critical", state: "acknowledged" }),
    of("half", "HH", { priority: "high", state: "acknowledged" }),
    of("half", "H", { priority: "low" }),
    of("new", "H", { priority: "high", raised_at: 9_000 }),
    of("old", "H", { priority: "medium" }),
  ];
  const sources = (filter = NO_FILTER) =>
    filterLines(sortLines(foldLines(rows)), filter).map((line) => line.source);

  it("has first what calls, by the priority that it shows, then the newest", () => {
    expect(sources()).toEqual(["new", "half", "old", "known"]);
  });

  it("keeps a line whole where one of its conditions is asked for", () => {
    const low = { ...NO_FILTER, priorities: new Set<Priority>(["low"]) };
    expect(sources(low)).toEqual(["half"]);
    const [line] = filterLines(sortLines(foldLines(rows)), low);
    expect(line?.lead.condition).toBe("HH");
  });
});

describe("the conditions of one source", () => {
  const rows = [
    of("A", "H", { priority: "medium" }),
    of("A", "HH", { priority: "high" }),
    of("A", "stale", { priority: "critical", ...silent("shelved") }),
    of("B", "HH"),
  ];

  it("are all there, in the order of their line, what is silent last", () => {
    const ids = conditionsOf(groupBySource(rows), "A").map((row) => row.condition);
    expect(ids).toEqual(["HH", "H", "stale"]);
  });

  it("are walked through one by one, to the end and no further", () => {
    const walk = (from: number, by: number) => stepBeside(rows, rows[from]!, by).condition;
    expect([walk(1, 1), walk(0, 1), walk(2, 1)]).toEqual(["H", "stale", "stale"]);
    expect([walk(1, -1), walk(0, -1)]).toEqual(["HH", "HH"]);
  });

  it("step from one that has gone to the worst that stands", () => {
    expect(stepBeside(rows, of("A", "L"), 1).condition).toBe("HH");
  });
});

describe("lines after a change", () => {
  const before = [of("A", "H"), of("A", "HH"), of("B", "H"), of("C", "L"), of("D", "H")];
  const after = [
    of("A", "H"),
    of("A", "HH", silent("shelved")),
    of("B", "H", { priority: "critical" }),
    of("D", "H"),
    of("D", "LL", { priority: "critical", raised_at: 9_000 }),
    of("E", "H"),
  ];
  const changed = new Set(["A:HH", "B:H", "C:L", "D:LL", "E:H", "never:H"]);
  const rows = new Map(after.map((row) => [row.id, row]));
  const grouped = regroup(groupBySource(before), rows, changed);

  it("are what they were had all been gone through anew", () => {
    expect(new Map(grouped)).toEqual(new Map(groupBySource(after)));
    expect(refoldLines(foldLines(before), grouped, changed)).toEqual(foldLines(after));
  });

  it("are those of before where nothing has changed", () => {
    const lines = foldLines(before);
    expect(refoldLines(lines, grouped, new Set(["B:H"])).get("A")).toBe(lines.get("A"));
  });

  it("come into the order that they would have from any other", () => {
    const lines = foldLines(after);
    const anew = sortLines(lines);
    expect(sortLines(lines, sortLines(foldLines(before)))).toEqual(anew);
    expect(sortLines(lines, [...anew].reverse())).toEqual(anew);
  });
});
