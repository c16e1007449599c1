import { describe, expect, it } from "vitest";
import {
  count,
  countChanged,
  gather,
  isPartial,
  place,
  readChosen,
  readClock,
  readFilter,
  stepTo,
  writeQuery,
  type HandlingFilter,
  type Onlooker,
  type Records,
} from "../src/state/handling_board";
import { readAddress } from "../src/state/address";
import type { HandlingRow } from "../src/wire/handling";
import { entry, handling } from "./handling_rows";

const PARK: Onlooker = { user: "op", side: "park" };
const ALL: HandlingFilter = readFilter(new Map());
const NOW = 5_000;

function records(...rows: HandlingRow[]): Records {
  return { rows, newest: new Map() };
}

function ids(rows: readonly HandlingRow[]): number[] {
  return rows.map(({ id }) => id);
}

describe("the clock of a record", () => {
  it("counts down to its deadline and up from it", () => {
    expect(readClock(handling(1), 4_000)).toEqual({ kind: "left", ms: 6_000, due: 10_000 });
    expect(readClock(handling(1), 10_000)).toMatchObject({ kind: "left", ms: 0 });
    expect(readClock(handling(1), 10_001)).toMatchObject({ kind: "over", ms: 1 });
  });

  it("never calls a drill overdue", () => {
    expect(readClock(handling(1, { drill: true }), 11_000).kind).toBe("drill_over");
  });

  it("waits while closing can't be done, and stops with the end", () => {
    expect(readClock(handling(1, { next: "close", due: null }), NOW).kind).toBe("waiting");
    expect(readClock(handling(1, { next: null, due: null }), NOW).kind).toBe("stopped");
  });
});

describe("the board", () => {
  it("has a column for the step that is waited for, also where steps are left out", () => {
    const placed = place(
      records(
        handling(1),
        handling(2, { next: "verify" }),
        handling(3, { step: "verified", next: "close", finding: "false" }),
        handling(4, { step: "closed", next: null, due: null }),
      ),
      ALL,
      PARK,
      NOW,
    );
    expect([placed.sign, placed.verify, placed.close, placed.closed].map(ids)).toEqual([
      [1],
      [2],
      [3],
      [4],
    ]);
  });

  it("shows the longest overdue first, then what is due, what waits, and drills", () => {
    const placed = place(
      records(
        handling(1, { due: 1, drill: true }),
        handling(2, { due: null }),
        handling(3, { due: 9_000 }),
        handling(4, { due: 4_000 }),
        handling(5, { due: 2_000 }),
        handling(6, { due: null, opened_at: 1 }),
        handling(7, { due: 9_000 }),
      ),
      ALL,
      PARK,
      NOW,
    );
    expect(ids(placed.sign)).toEqual([5, 4, 3, 7, 6, 2, 1]);
  });

  it("shows what was closed last at the top", () => {
    const over = { step: "closed", next: null, due: null } as const;
    const rows = [handling(1, { ...over, since: 5 }), handling(2, { ...over, since: 9 })];
    expect(ids(place(records(...rows), ALL, PARK, NOW).closed)).toEqual([2, 1]);
  });
});

describe("what is asked for", () => {
  const rows = [
    handling(1, { priority: "critical", due: 1 }),
    handling(2, { hazard: "H2", enterprise: "ent2" }),
    handling(3, { turn: "park" }),
    handling(4, { done: [stamp("op")] }),
    handling(5, { park_signed: stamp("op") }),
  ];
  const known: Records = { rows, newest: new Map([[2, entry(7, { by: "op" })]]) };

  function stamp(by: string) {
    return { step: "signed", at: 1, by, side: "park", behalf: "", late: false } as const;
  }

  it.each<[Partial<HandlingFilter>, number[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ enterprise: "ent2" }, [2]],
    [{ hazard: "H2" }, [2]],
    [{ priority: "critical" }, [1]],
    [{ overdue: true }, [1]],
    [{ ours: true }, [3]],
    [{ mine: true }, [2, 4, 5]],
    [{ mine: true, hazard: "H1" }, [4, 5]],
  ])("%j shows these", (asked, wanted) => {
    const placed = place(known, { ...ALL, ...asked }, PARK, NOW);
    expect(ids(placed.sign).sort()).toEqual(wanted);
  });

  it("is nobody's where nobody is known", () => {
    const placed = place(known, { ...ALL, mine: true }, { user: null, side: "park" }, NOW);
    expect(placed.sign).toEqual([]);
  });

  it("stands in the address, and comes back from it", () => {
    const asked = { ...ALL, enterprise: "甲", overdue: true };
    const query = writeQuery(asked, 7);
    expect(query).toEqual({ enterprise: ["甲"], overdue: ["1"], id: ["7"] });
    const address = readAddress("/handling", "?enterprise=%E7%94%B2&overdue=1&id=7");
    expect(readFilter(address.query)).toEqual(asked);
    expect(readChosen(address.query)).toBe(7);
    expect(isPartial(asked)).toBe(true);
    expect(isPartial(ALL)).toBe(false);
  });

  it.each(["", "0", "x", "-1", "1e3", "99999999999999999999"])("%j opens no record", (id) => {
    expect(readChosen(new Map([["id", [id]]]))).toBeNull();
  });
});

describe("the figures", () => {
  it("leave drills and what is closed out", () => {
    const figures = count(
      [
        handling(1, { due: 1 }),
        handling(2, { due: 1, drill: true }),
        handling(3, { next: "close", due: null }),
        handling(4, { next: null, due: null }),
      ],
      NOW,
    );
    expect(figures).toEqual({
      open: 2,
      overdue: 1,
      drills: 1,
      by: { sign: 1, verify: 0, handle: 0, report: 0, close: 1 },
    });
  });
});

describe("what was read", () => {
  it("is one picture, of two copies of a record the newer one with what happened last", () => {
    const open = { items: [handling(1), handling(2)], newest: { "1": entry(1), "2": entry(2) } };
    const over = handling(1, { version: 5, step: "closed", next: null });
    const closed = { items: [over], newest: { "1": entry(5) } };
    const known = gather([open, closed]);
    expect(known.rows.map(({ id, version }) => [id, version])).toEqual([
      [1, 5],
      [2, 1],
    ]);
    expect(known.newest.get(1)?.seq).toBe(5);
  });

  it("tells how much of it is not the same any more", () => {
    const before = records(handling(1), handling(2), handling(3));
    const after = records(handling(1), handling(2, { version: 2 }), handling(4));
    expect(countChanged(before, before)).toBe(0);
    expect(countChanged(before, after)).toBe(3);
  });

  it("does not count a closed record that has left the list of the last ones", () => {
    const before = records(handling(1, { next: null }));
    expect(countChanged(before, records())).toBe(0);
  });
});

describe("the arrows", () => {
  const placed = place(
    records(handling(1), handling(2), handling(3, { next: "handle" })),
    ALL,
    PARK,
    NOW,
  );

  it("lead along a column and over empty ones to the next", () => {
    expect(stepTo(placed, 1, "ArrowDown")).toBe(2);
    expect(stepTo(placed, 1, "ArrowUp")).toBeNull();
    expect(stepTo(placed, 2, "ArrowRight")).toBe(3);
    expect(stepTo(placed, 3, "ArrowLeft")).toBe(1);
    expect(stepTo(placed, 3, "ArrowRight")).toBeNull();
  });

  it("mean nothing from where nothing is, and other keys nothing at all", () => {
    expect(stepTo(placed, 9, "ArrowDown")).toBeNull();
    expect(stepTo(placed, 1, "Enter")).toBeNull();
  });
});
