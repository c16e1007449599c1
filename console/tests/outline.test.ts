import { describe, expect, it } from "vitest";
import { foldLines, groupBySource } from "../src/state/folding";
import { groupLines } from "../src/state/nesting";
import { findShown, layOut, membersOf } from "../src/state/outline";
import type { AlarmRow } from "../src/wire/frames";
import { alarm } from "./rows";

function of(source: string, root = "", change: Partial<AlarmRow> = {}): AlarmRow {
  return alarm({ id: `${source}:H`, source, condition: "H", root, ...change });
}

const rows = [of("A"), of("A1", "A:H"), of("A2", "A:H"), of("B")];
const lines = foldLines(groupBySource(rows));
const order = layOut(groupLines([...lines.values()]));
const closed = new Set<string>();

describe("the rows", () => {
  it("are the leads; what stands beneath one is there when it is opened", () => {
    expect(findShown(order, lines, closed, null)).toEqual(["A", "B"]);
    expect(findShown(order, lines, new Set(["A"]), null)).toEqual(["A", "A1", "A2", "B"]);
  });

  it("have what is chosen though its lead is not opened", () => {
    expect(findShown(order, lines, closed, "A2")).toEqual(["A", "A2", "B"]);
  });

  it("have at once what became grave under a frozen order, in its place", () => {
    const worse = rows.map((row) => (row.source === "A2" ? { ...row, priority: "critical" as const } : row));
    const now = foldLines(groupBySource(worse));
    expect(findShown(order, now, closed, null)).toEqual(["A", "A2", "B"]);
  });

  it("are none the fewer for a line that has gone from under a frozen order", () => {
    expect(findShown(order, foldLines(groupBySource(rows.slice(2))), new Set(["A"]), null)).toEqual(
      order.order,
    );
  });
});

describe("what stands beneath a lead", () => {
  it("is told as it is now", () => {
    const members = membersOf(order, lines);
    expect([...members.keys()]).toEqual(["A"]);
    expect(members.get("A")?.map(({ line }) => line.source)).toEqual(["A1", "A2"]);
  });
});
