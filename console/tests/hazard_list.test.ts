import { describe, expect, it } from "vitest";
import { foldLines, groupBySource, sortLines as sortAlarms } from "../src/state/folding";
import {
  alarmsOfHazard,
  choose,
  COLUMNS,
  LEVELS,
  listHazards,
  readFilter,
  readSorting,
  sortLines,
  WORST_FIRST,
  worstByHazard,
  writeQuery,
  type HazardLine,
} from "../src/state/hazard_list";
import { atlasOf } from "../src/state/atlas";
import { countStandings } from "../src/state/standings";
import type { AlarmRow, HazardRow } from "../src/wire/frames";
import { words } from "../src/words/words";
import { grading, hazard, hazardRow, park } from "./hazard_rows";
import { alarm } from "./rows";

const NONE = { text: "", enterprise: null, level: null };

function at(source: string, hazard: string, change: Partial<AlarmRow> = {}): AlarmRow {
  return alarm({ id: `${source}:HH`, source, hazard, ...change });
}

function alarmList(...alarms: AlarmRow[]) {
  return sortAlarms(foldLines(groupBySource(alarms)));
}

function list(
  hazards: ReturnType<typeof hazard>[],
  alarms: AlarmRow[] = [],
  rows: ReadonlyMap<string, HazardRow> = new Map(),
): HazardLine[] {
  const plant = park({ hazards });
  const byId = new Map(alarms.map((one) => [one.id, one]));
  const { tallies } = countStandings(atlasOf(plant), byId, null);
  return listHazards(plant, { rows, tallies, worst: worstByHazard(alarmList(...alarms)) });
}

function lines(alarms: AlarmRow[] = [], ...hazards: ReturnType<typeof hazard>[]): HazardLine[] {
  return list(hazards, alarms);
}

function order(all: readonly HazardLine[], sorting = WORST_FIRST): string {
  return sortLines(all, sorting, ({ name }) => name)
    .map((line) => line.hazard.id)
    .join(" ");
}

describe("what stands at a hazard", () => {
  const alarms = [
    at("a", "H1", { priority: "medium" }),
    at("b", "H1", { priority: "critical", state: "acknowledged" }),
    at("c", "H1", { priority: "critical", raised_at: 500 }),
    at("d", "H2", { priority: "low", state: "acknowledged" }),
    at("e", "H2", { state: "normal" }),
  ];
  const [one, two, three] = lines(alarms, hazard("H1"), hazard("H2"), hazard("H3"));

  it("is counted by priority, with how much nobody has acknowledged", () => {
    expect(one!.tally).toMatchObject({
      by: { critical: 2, high: 0, medium: 1, low: 0 },
      unacknowledged: 2,
    });
    expect(two!.tally).toMatchObject({ by: { low: 1, high: 0 }, unacknowledged: 0 });
    expect([three!.tally.worst, three!.worst]).toEqual([null, null]);
  });

  it("is led by the worst, of several by the one that calls", () => {
    expect(one!.worst!.source).toBe("c");
  });

  it("is listed as the alarm list has it", () => {
    const sorted = alarmList(at("a", "H1"), at("b", "H2"), at("c", "H1", { raised_at: 2_000 }));
    expect(alarmsOfHazard(sorted, "H1").map(({ source }) => source)).toEqual(["c", "a"]);
  });
});

describe("a hazard's line", () => {
  it("has how it stands by the stream, else as it was when the plant was read", () => {
    const one = hazard("H1", { now: hazardRow("H1", { online: 1 }) });
    const rowsOf = (rows: ReadonlyMap<string, HazardRow>) => list([one], [], rows)[0]!.row?.online;
    expect(rowsOf(new Map())).toBe(1);
    expect(rowsOf(new Map([["H1", hazardRow("H1", { online: 3 })]]))).toBe(3);
  });

  it("does without an enterprise that the plant does not know", () => {
    expect(lines([], hazard("H1", { enterprise: "gone" }))[0]!.enterprise).toBeNull();
  });
});

describe("what is asked for", () => {
  const all = lines(
    [],
    hazard("H1", { name: "液氯单元", level: 1 }),
    hazard("H2", { name: "甲醇罐区", name_en: "Methanol farm", enterprise: "E2", level: 3 }),
    hazard("H3", { name: "公用工程", level: null }),
  );
  const ids = (change: object) =>
    choose(all, { ...NONE, ...change }).map((line) => line.hazard.id);

  it("is found by a part of its name, its id or its enterprise's name, in either language", () => {
    expect(ids({ text: "methanol" })).toEqual(["H2"]);
    expect(ids({ text: "h3" })).toEqual(["H3"]);
    expect(ids({ text: "乙公司" })).toEqual(["H2"]);
    expect(ids({ text: "beta 罐区" })).toEqual(["H2"]);
    expect(ids({ text: "alpha 罐区" })).toEqual([]);
    expect(ids({ text: "nothing" })).toEqual([]);
  });

  it("is of one enterprise, of one level, or not graded", () => {
    expect(ids({})).toEqual(["H1", "H2", "H3"]);
    expect(ids({ enterprise: "E1" })).toEqual(["H1", "H3"]);
    expect(ids({ level: "3" })).toEqual(["H2"]);
    expect(ids({ level: "none" })).toEqual(["H3"]);
    expect(ids({ enterprise: "E2", level: "1" })).toEqual([]);
  });

  it.each(LEVELS)("comes back from the address with level %s", (level) => {
    const filter = { text: "罐 1&2", enterprise: "E2", level };
    const query = new Map(Object.entries(writeQuery(filter, { column: "r", reversed: true })));
    expect(readFilter(query)).toEqual(filter);
    expect(readSorting(query.get("sort")?.[0])).toEqual({ column: "r", reversed: true });
  });

  it("is nothing in an address that says nothing, and of what nobody knows nothing", () => {
    expect(writeQuery(NONE, WORST_FIRST)).toEqual({});
    expect(readFilter(new Map([["level", ["7"]]]))).toEqual(NONE);
    expect(readSorting("nowhere")).toEqual(WORST_FIRST);
  });
});

describe("the order of hazards", () => {
  it("has the worst first, then who calls, then the graver place", () => {
    const alarms = [
      at("a", "one", { priority: "high" }),
      at("b", "two", { priority: "critical", state: "acknowledged" }),
      at("c", "three", { priority: "critical" }),
    ];
    const places = [
      hazard("calm4", { level: 4 }),
      hazard("calm1", { level: 1 }),
      hazard("one"),
      hazard("two"),
      hazard("three"),
    ];
    expect(order(lines(alarms, ...places))).toBe("three two one calm1 calm4");
  });

  it("is by level with the ungraded last, by R with the unknown last, by online rate", () => {
    const all = lines(
      [],
      hazard("a", { level: null, grading: grading({ r: null }), now: hazardRow("a", { online: 4 }) }),
      hazard("b", { level: 2, grading: grading({ r: 60 }), now: hazardRow("b", { online: 1 }) }),
      hazard("c", { level: 1, grading: grading({ r: 112 }), now: hazardRow("c", { tags: 0 }) }),
    );
    expect(order(all, { column: "level", reversed: false })).toBe("c b a");
    expect(order(all, { column: "level", reversed: true })).toBe("a b c");
    expect(order(all, { column: "r", reversed: false })).toBe("c b a");
    expect(order(all, { column: "online", reversed: false })).toBe("b a c");
  });

  it("is by name and by enterprise, the id settling what is left", () => {
    const all = lines(
      [],
      hazard("z", { name: "甲醇", enterprise: "E2" }),
      hazard("y", { name: "苯", enterprise: "E1" }),
      hazard("x", { name: "苯", enterprise: "E1" }),
    );
    expect(order(all, { column: "name", reversed: false })).toBe("x y z");
    // 甲 (jiǎ) before 乙 (yǐ)
    expect(order(all, { column: "enterprise", reversed: false })).toBe("x y z");
    expect(order(all, { column: "enterprise", reversed: true })).toBe("z y x");
  });

  it("is by how many of the gravest there are", () => {
    const alarms = [
      at("a", "one", { priority: "high" }),
      at("b", "two", { priority: "high" }),
      at("c", "two", { priority: "high" }),
    ];
    const all = lines(alarms, hazard("one"), hazard("two"));
    expect(order(all, { column: "count", reversed: false })).toBe("two one");
  });

  it("has a word for every column", () => {
    for (const column of COLUMNS) expect(words).toHaveProperty(`hazardColumn_${column}`);
  });
});
