import { describe, expect, it } from "vitest";
import {
  ageOf,
  isClockOff,
  lineOf,
  listGateways,
  readSorting,
  searchLines,
  sortBy,
  sortLines,
  steady,
  WORST_FIRST,
  writeSorting,
  type GatewayLine,
} from "../src/state/gateway_list";
import type { GatewayRow } from "../src/wire/frames";
import type { Park } from "../src/wire/plant";
import { gateway, gatewayRow } from "./gateway_rows";
import { alarm } from "./rows";

const NONE = new Map();

function line(id: string, change: Partial<GatewayRow> = {}, ...alarms: string[]): GatewayLine {
  const rows = alarms.map((name) => {
    const [condition, priority = "high"] = name.split("/");
    const source = { id: `${id}:${condition}`, source: id, condition: condition! };
    return alarm({ ...source, priority: priority as "high" });
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return lineOf(gateway({ id }), gatewayRow({ id, ...change }), byId);
}

function order(lines: readonly GatewayLine[], sorting = WORST_FIRST): string {
  return sortLines(lines, sorting, (id) => id)
    .map((one) => one.gateway.id)
    .join(" ");
}

describe("a gateway's line", () => {
  it("tells never heard from offline", () => {
    expect(line("g", { last_seen: null, online: false }).link).toBe("never");
    expect(line("g", { online: false }).link).toBe("offline");
    expect(line("g").link).toBe("online");
  });

  it("knows a clock beyond tolerance either way, and nothing of one that is unknown", () => {
    expect(
      [60_000, -60_000, 60_001, -60_001, null].map((skew) => isClockOff(skew, 60_000)),
    ).toEqual([false, false, true, true, false]);
  });

  it("has the alarms of itself that stand, the gravest condition first", () => {
    const known = new Map(
      [
        alarm({ id: "g:gateway_gap", condition: "gateway_gap", priority: "low" }),
        alarm({ id: "g:gateway_lost", condition: "gateway_lost", priority: "high" }),
        alarm({ id: "g:clock", condition: "clock", state: "returned_unacknowledged" }),
        alarm({ id: "other:clock", condition: "clock" }),
      ].map((row) => [row.id, row]),
    );
    const found = lineOf(gateway({ id: "g" }), gatewayRow(), known);
    expect(found.alarms.map(({ condition }) => condition)).toEqual(["gateway_lost", "gateway_gap"]);
    expect(found.worst).toBe("high");
  });

  it("is there for every gateway of the plant, by what the plant said where no row has come", () => {
    const one = gateway({ id: "g1", now: gatewayRow({ id: "g1", rate: 7 }) });
    const park = { gateways: new Map([["g1", one]]) } as unknown as Park;
    expect(listGateways(park, NONE, NONE)[0]!.row.rate).toBe(7);
    const live = new Map([["g1", gatewayRow({ id: "g1", rate: 9 })]]);
    expect(listGateways(park, live, NONE)[0]!.row.rate).toBe(9);
  });

  it("has an age that is never negative, and none where nothing came", () => {
    expect(ageOf(gatewayRow({ last_seen: 900 }), 1_000)).toBe(100);
    expect(ageOf(gatewayRow({ last_seen: 1_100 }), 1_000)).toBe(0);
    expect(ageOf(gatewayRow({ last_seen: null }), 1_000)).toBeNull();
  });
});

describe("the worst gateway", () => {
  it("has the gravest alarm, then no link, a wrong clock, gaps, refusals; else the name decides", () => {
    const lines = [
      line("h-calm"),
      line("g-calm"),
      line("f-refused", { refused: 1 }),
      line("e-gaps", { gaps: 2 }),
      line("d-clock", { skew_ms: 90_000 }),
      line("c-never", { last_seen: null, online: false }),
      line("b-offline", { online: false }),
      line("a2-gap", {}, "gateway_gap/low"),
      line("a1-lost", { online: false }, "gateway_lost/high"),
      line("a0-two", { online: false }, "gateway_lost/high", "clock/low"),
    ];
    expect(order(lines)).toBe(
      "a0-two a1-lost a2-gap b-offline c-never d-clock e-gaps f-refused g-calm h-calm",
    );
    expect(order(lines, { column: "worst", reversed: true }).split(" ")[0]).toBe("h-calm");
  });
});

describe("sorting", () => {
  const lines = [
    line("b", { rate: 1, gaps: 3, refused: 0, skew_ms: -9_000, last_seen: 50 }),
    line("a", { rate: 5, gaps: 0, refused: 2, skew_ms: null, last_seen: null, online: false }),
    line("c", { rate: 3, gaps: 1, refused: 1, skew_ms: 100, last_seen: 90, online: false }),
  ];

  it.each([
    ["gateway", "a b c"],
    ["link", "c a b"],
    ["seen", "a b c"],
    ["rate", "a c b"],
    ["clock", "b c a"],
    ["gaps", "b c a"],
    ["refused", "a c b"],
    ["enterprise", "a b c"],
  ] as const)("by %s puts what wants a look first", (column, expected) => {
    expect(order(lines, { column, reversed: false })).toBe(expected);
    const back = expected.split(" ").reverse().join(" ");
    expect(order(lines, { column, reversed: true })).toBe(back);
  });

  it("goes by the enterprise's name, and turns round when asked again", () => {
    const two = [
      lineOf(gateway({ id: "x", enterprise: "e1" }), gatewayRow(), NONE),
      lineOf(gateway({ id: "y", enterprise: "e2" }), gatewayRow(), NONE),
    ];
    const names: Record<string, string> = { e1: "泰州", e2: "北京" };
    const sorted = sortLines(two, { column: "enterprise", reversed: false }, (id) => names[id]!);
    expect(sorted.map((one) => one.gateway.id)).toEqual(["y", "x"]);
    expect(sortBy("rate", WORST_FIRST)).toEqual({ column: "rate", reversed: false });
    expect(sortBy("rate", { column: "rate", reversed: false }).reversed).toBe(true);
  });

  it("is written into an address and read from it; nonsense is the worst first", () => {
    for (const text of ["rate", "-seen", "worst"])
      expect(writeSorting(readSorting(text))).toBe(text);
    for (const text of [undefined, "", "-", "whim"]) expect(readSorting(text)).toEqual(WORST_FIRST);
  });
});

describe("searching", () => {
  const enterprise = { id: "ent1", name: "禾澜仓储", name_en: "Helan", phone: "" };
  const park = { enterprises: new Map([["ent1", enterprise]]) } as unknown as Park;
  const lines = [line("helan-dcs"), line("beta-sis")];

  it.each([
    ["", 2],
    [" DCS ", 1],
    ["禾澜", 2],
    ["helan", 2],
    ["nothing", 0],
  ])("for %j finds %i", (text, count) => {
    expect(searchLines(lines, park, text)).toHaveLength(count);
  });
});

describe("the order under a hand", () => {
  it("stands still, loses what has gone and gets what is new at the end", () => {
    expect(steady(["a", "b", "c"], ["c", "d", "a"], true)).toEqual(["a", "c", "d"]);
    expect(steady(["a", "b", "c"], ["c", "d", "a"], false)).toEqual(["c", "d", "a"]);
  });
});
