import { describe, expect, it } from "vitest";
import {
  chooseFirst,
  findSignable,
  findTurn,
  listEntries,
  NO_LISTS,
} from "../src/state/handover_list";
import { checkPeriod } from "../src/state/handover_period";
import type { HandoverLine, MissingHandover, ShiftTurn } from "../src/wire/handovers";

const NAME = { zh: "白班", en: "Day shift" };

function makeShift(id: string, from: number): ShiftTurn {
  const to = from + 10;
  return { id, shift: "day", name: NAME, date: "d", from, to, due: to + 5, signable_from: to - 3 };
}

function makeLine(id: string, from: number, changed: Partial<HandoverLine> = {}): HandoverLine {
  return {
    ...makeShift(id, from),
    stage: "drafted",
    version: 1,
    edition: 1,
    drafted: { by: "li", at: from, edition: 1 },
    outgoing: null,
    incoming: null,
    lacks: "outgoing",
    ...changed,
  };
}

const missing: MissingHandover = {
  id: "m",
  shift: "day",
  name: NAME,
  date: "d",
  from: -500,
  to: -490,
  due: -485,
  lacks: "draft",
};
const LISTS = {
  lines: [makeLine("b", 10), makeLine("a", 0), makeLine("0-9", 15, { shift: "" })],
  missing: [missing],
  shifts: [makeShift("c", 20), makeShift("b", 10)],
};

describe("the list of handovers", () => {
  it("has each turn once, the newest first, drafted or not", () => {
    const entries = listEntries(LISTS, 22);
    expect(entries.map((entry) => entry.turn.id)).toEqual(["c", "0-9", "b", "a"]);
    expect(entries.map((entry) => entry.line?.version ?? null)).toEqual([null, 1, 1, 1]);
    expect(entries.map((entry) => entry.running)).toEqual([true, false, false, false]);
  });

  it("shows the running shift first, else the newest, else none", () => {
    expect(chooseFirst(listEntries(LISTS, 12))).toBe("b");
    expect(chooseFirst(listEntries(LISTS, 99))).toBe("c");
    expect(chooseFirst(listEntries(NO_LISTS, 0))).toBeNull();
  });

  it("finds a turn by its id, also one that is only missing", () => {
    expect(findTurn(LISTS, "m")).toBe(missing);
    expect(findTurn(LISTS, "x")).toBeNull();
    expect([findSignable(LISTS, "c"), findSignable(LISTS, "m")]).toEqual([27, null]);
  });
});

describe("a period given by hand", () => {
  const NOW = Date.UTC(2026, 10, 26, 4);

  it("is in Beijing time", () => {
    expect(checkPeriod("2026-11-26T08:00", "2026-11-26T12:00", NOW)).toEqual({
      from: Date.UTC(2026, 10, 26, 0),
      to: NOW,
    });
  });

  it.each([
    ["", "2026-11-26T12:00", "unreadable"],
    ["2026-11-26T08:00", "2026-11-26T08:00", "reversed"],
    ["2026-11-01T08:00", "2026-11-26T08:00", "reversed"],
    ["2026-11-26T12:00", "2026-11-26T20:00", "future"],
  ])("%s to %s is refused: %s", (from, to, fault) => {
    expect(checkPeriod(from, to, NOW)).toBe(fault);
  });
});
