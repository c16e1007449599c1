import { describe, expect, it } from "vitest";
import { nameCsv, writeCsv } from "../src/state/trend_csv";
import type { Bins } from "../src/state/series";

/** Midnight in Beijing. */
const DAY = Date.UTC(2026, 10, 25, 16);
const HEADS = { beijing: "北京时间", utc: "UTC", mean: "均值", min: "最小", max: "最大" };

function bins(t: number[], mean: (number | null)[]): Bins {
  return {
    tag: "T",
    unit: "m",
    bin_ms: 1_000,
    t,
    mean,
    min: mean.map((value) => (value === null ? null : value - 1)),
    max: mean.map((value) => (value === null ? null : value + 1)),
    n: mean.map((value) => (value === null ? 0 : 2)),
  };
}

function lines(head: string, of: Bins, states = false): string[] {
  const range = { from: DAY, to: DAY + 10_000 };
  return writeCsv([{ head, bins: of, states }], range, HEADS).split("\r\n");
}

describe("the export", () => {
  it("says when in Beijing and in UTC, with numbers as they are", () => {
    const [head, row, end] = lines("LT-1 液位 (m)", bins([DAY + 500], [-2.125]));
    expect(head).toBe(
      "\ufeff北京时间,UTC,LT-1 液位 (m) 均值,LT-1 液位 (m) 最小,LT-1 液位 (m) 最大",
    );
    expect(row).toBe("2026-11-26 00:00:00.500,2026-11-25T16:00:00.500Z,-2.125,-3.125,-1.125");
    expect(end).toBe("");
  });

  it("has of every tag an empty cell where nothing was read, and no row of a gap", () => {
    const tags = [
      { head: "a", bins: bins([DAY, DAY + 1_000], [5, null]), states: false },
      { head: "b", bins: bins([DAY, DAY + 2_000], [null, 0]), states: true },
    ];
    const told = writeCsv(tags, { from: DAY, to: DAY + 10_000 }, HEADS).split("\r\n");
    expect(told[0]).toBe("\ufeff北京时间,UTC,a 均值,a 最小,a 最大,b 最小,b 最大");
    expect(told.slice(1, -1).map((row) => row.split(",").slice(2).join(","))).toEqual([
      "5,4,6,,",
      ",,,-1,1",
    ]);
  });

  it("is of what is shown and nothing beside it", () => {
    expect(lines("a", bins([DAY - 5_000, DAY, DAY + 10_000], [1, 2, 3]))).toHaveLength(3);
  });

  it.each(["=1+1", "+1", "-1", "@x", " =1", "＝1", "\t=1"])(
    "writes a name %j so that no spreadsheet takes it for a formula",
    (name) => {
      expect(lines(name, bins([], []))[0]!.split(",")[2]!.replace(/^"/, "")).toMatch(/^'/);
    },
  );

  it("keeps commas, quotes and line ends within their cell", () => {
    expect(lines('a,"b"\n', bins([], []))[0]).toContain('"a,""b""\n 均值"');
  });

  it("is called by its range", () => {
    expect(nameCsv({ from: DAY, to: DAY + 61_000 })).toBe(
      "trends_20261126-000000_20261126-000101.csv",
    );
  });
});
