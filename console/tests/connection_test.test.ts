import { describe, expect, it } from "vitest";
import type { Evidence } from "../src/state/connection_evidence";
import { begin, note, type Run } from "../src/state/connection_run";
import {
  CHECKS,
  countOutcomes,
  hasPassed,
  judgeConnection,
  type CheckName,
} from "../src/state/connection_test";
import { namesOf } from "../src/state/gateway_tags";
import { say } from "../src/words/words";
import type { Ledger } from "../src/wire/rest";
import { gateway, gatewayRow, ledger, letter, tagEvidence, tagRow } from "./gateway_rows";

const BEGAN = 1_000_000;
const QUIET = ledger({ frames: 10, readings: 30, numbered: 10 });

/** A test that began on a quiet ledger, and what the ledger said at so many seconds. */
function run(...later: [seconds: number, ledger: Ledger][]): Run {
  const first = note(begin(BEGAN), QUIET, BEGAN);
  return later.reduce((run, [after, found]) => note(run, found, BEGAN + 1000 * after), first);
}

function evidence(change: Partial<Evidence> = {}): Evidence {
  return {
    now: BEGAN + 5_000,
    gateway: gateway(),
    row: gatewayRow({ last_seen: BEGAN + 4_000 }),
    ledger: null,
    tags: [],
    unknown: [],
    letters: [],
    names: namesOf(change.tags ?? []),
    ...change,
  };
}

function check(name: CheckName, at: Run, change: Partial<Evidence> = {}) {
  return judgeConnection(at, evidence(change)).find((one) => one.name === name)!;
}

/** Its outcome, the sentence in English, and what was found. */
function told(name: CheckName, at: Run, change: Partial<Evidence> = {}) {
  const { outcome, said, findings } = check(name, at, change);
  return {
    outcome,
    text: say("en", said.word, said.places),
    found: findings.map((one) =>
      `${one.subject} ${one.said ? say("en", one.said.word, one.said.places) : ""}`.trim(),
    ),
  };
}

const TAKEN = run([5, ledger({ frames: 12, readings: 36, numbered: 12 })]);
const NOTHING = run([5, QUIET]);

describe("connected", () => {
  it("waits while nothing was ever heard, or nothing since the test began", () => {
    const never = told("connected", NOTHING, {
      row: gatewayRow({ last_seen: null, online: false }),
    });
    expect(never).toMatchObject({ outcome: "waiting" });
    expect(never.text).toContain("Nothing was ever heard");
    const before = told("connected", NOTHING, { row: gatewayRow({ last_seen: BEGAN - 1 }) });
    expect(before.outcome).toBe("waiting");
    expect(before.text).toContain("since the test began");
  });

  it("passes with what was heard since, and fails when it went off again", () => {
    expect(told("connected", NOTHING).outcome).toBe("passed");
    const gone = { row: gatewayRow({ last_seen: BEGAN, online: false }) };
    expect(told("connected", NOTHING, gone).outcome).toBe("failed");
  });
});

describe("the first frame", () => {
  it("waits before the ledger was read, while nothing comes, and for a status alone", () => {
    expect(told("taken", begin(BEGAN)).outcome).toBe("waiting");
    expect(told("taken", NOTHING).outcome).toBe("waiting");
    const status = run([5, ledger({ frames: 11, readings: 30, numbered: 10 })]);
    expect(told("taken", status)).toMatchObject({ outcome: "waiting" });
    expect(told("taken", status).text).toContain("check the topic");
  });

  it("passes with the readings since the test began, not those before", () => {
    expect(told("taken", TAKEN)).toMatchObject({
      outcome: "passed",
      text: "Frames: 2, readings: 6",
    });
  });

  it("fails where all that came was refused", () => {
    const refused = run([5, ledger({ frames: 12, readings: 30 }, { refused: { unparsable: 2 } })]);
    expect(told("taken", refused)).toMatchObject({ outcome: "failed" });
    expect(told("taken", refused).text).toContain("(2)");
  });
});

describe("numbers and acknowledgement", () => {
  const counted = { frames: 12, readings: 36, numbered: 12 };
  const newest = { boot: "b", seq: 12 };
  const numbered = (change: Partial<Ledger>) => ({ ledger: ledger(counted, change) });

  it("do not apply to a format that has none", () => {
    const topics = { data: "up", backfill: "", status: "s", ack: "" };
    const spared = told("numbered", TAKEN, { gateway: gateway({ format: "pinyin", topics }) });
    expect(spared.outcome).toBe("spared");
  });

  it("wait for readings, then fail without seq or without boot", () => {
    expect(told("numbered", NOTHING, numbered({})).outcome).toBe("waiting");
    const bare = run([5, ledger({ frames: 12, readings: 36, numbered: 10 })]);
    expect(told("numbered", bare, numbered({ newest })).text).toContain("no numbers");
    const unnamed = told("numbered", TAKEN, numbered({ newest: { boot: "", seq: 12 } }));
    expect(unnamed).toMatchObject({ outcome: "failed" });
    expect(unnamed.text).toContain("no boot");
  });

  it("wait for the acknowledgement of this boot, then pass", () => {
    expect(told("numbered", TAKEN, numbered({ newest })).outcome).toBe("waiting");
    const old = numbered({ newest, acknowledged: { boot: "a", seq: 90 } });
    expect(told("numbered", TAKEN, old).outcome).toBe("waiting");
    const done = numbered({ newest, acknowledged: { boot: "b", seq: 11 } });
    expect(told("numbered", TAKEN, done)).toMatchObject({
      outcome: "passed",
      text: "Number 12 has come, acknowledged up to 11",
    });
  });

  it("fail with the numbers that are missing of this boot", () => {
    const gaps = [
      { boot: "a", first: 1, last: 9 },
      { boot: "b", first: 5, last: 6 },
      { boot: "b", first: 8, last: 8 },
    ];
    const stuck = numbered({ newest, acknowledged: { boot: "b", seq: 4 }, gaps });
    expect(told("numbered", TAKEN, stuck)).toMatchObject({
      outcome: "failed",
      found: ["5–6", "8"],
    });
  });

  it("count frames that were sent again, too", () => {
    const again = run([5, ledger({ frames: 12, readings: 36, numbered: 10, repeated: 2 })]);
    const done = numbered({ newest, acknowledged: newest });
    expect(told("numbered", again, done).outcome).toBe("passed");
  });
});

describe("the clock", () => {
  it.each([
    [null, "waiting", ""],
    [60_000, "passed", "60.0 s apart"],
    [-60_000, "passed", "60.0 s apart"],
    [60_001, "failed", "60.0 s slow"],
    [-28_800_000, "failed", "28800.0 s fast"],
  ])("of %s ms is %s", (skew_ms, outcome, text) => {
    const row = gatewayRow({ last_seen: BEGAN + 1, skew_ms });
    expect(told("clock", TAKEN, { row })).toMatchObject({ outcome });
    expect(told("clock", TAKEN, { row }).text).toContain(text);
  });

  it("is not asked of a format that tells no time", () => {
    const timeless = { gateway: gateway({ format: "bare" }), row: gatewayRow({ skew_ms: null }) };
    expect(told("clock", TAKEN, timeless).outcome).toBe("spared");
  });

  it("that was known before the test is not proven by it", () => {
    const row = gatewayRow({ last_seen: BEGAN - 1, skew_ms: 0 });
    expect(told("clock", NOTHING, { row }).outcome).toBe("waiting");
  });
});

describe("known names", () => {
  const unknown = (tag: string, last = BEGAN + 1) => ({ tag, count: 1, first: 1, last, value: 1 });
  const tags = [tagEvidence({ tag: "LT-101" }), tagEvidence({ tag: "A.PT-2", called: "PT-2" })];

  it("wait for readings, and pass when none is unknown since the test began", () => {
    expect(told("known", NOTHING).outcome).toBe("waiting");
    const old = [unknown("LT-9", BEGAN - 1)];
    expect(told("known", TAKEN, { tags, unknown: old }).outcome).toBe("passed");
  });

  it("are told with the nearest name that the gateway is to use", () => {
    const named = [
      unknown("lt_101"),
      unknown("A.PT-3"),
      unknown("PLC1/tanks/LT-l01"),
      unknown("XYZ"),
    ];
    expect(told("known", NOTHING, { tags, unknown: named })).toMatchObject({
      outcome: "failed",
      found: [
        "lt_101 LT-101 perhaps?",
        "A.PT-3 PT-2 perhaps?",
        "PLC1/tanks/LT-l01 LT-101 perhaps?",
        "XYZ",
      ],
    });
  });

  it("are told with the platform's own explanation where it has one", () => {
    const detail = "LT-101 comes as PLC1/LT-101 already: declare source_name";
    const letters = [letter({ tag: "PLC2/LT-101", detail })];
    const found = told("known", TAKEN, { tags, unknown: [unknown("PLC2/LT-101")], letters }).found;
    expect(found).toEqual([`PLC2/LT-101 ${detail}`]);
  });

  it("are cut where there are many, and the rest is counted", () => {
    const many = Array.from({ length: 40 }, (_, place) => unknown(`NO-${place}`));
    const { findings, more, said } = check("known", TAKEN, { tags, unknown: many });
    expect([findings.length, more, said.places["count"]]).toEqual([12, 28, 40]);
  });
});

describe("qualities, units and values", () => {
  const heard = (change: Parameters<typeof tagRow>[0], tag = "LT-101") =>
    tagEvidence({ tag, now: tagRow({ tag, received: BEGAN + 1, ...change }) });

  it("wait for a reading of this gateway", () => {
    const tags = [
      heard({ received: BEGAN - 1 }),
      heard({ received: null }),
      { ...heard({}), brought_by: "gw2" },
    ];
    expect(told("plausible", TAKEN, { tags }).outcome).toBe("waiting");
  });

  it("pass where nine of ten are good, and name the others", () => {
    const tags = Array.from({ length: 10 }, (_, place) =>
      heard({ quality: place === 0 ? "uncertain" : "good" }, `T${place}`),
    );
    expect(told("plausible", TAKEN, { tags })).toEqual({
      outcome: "passed",
      text: "90.0 % of good quality (9 of 10)",
      found: ["T0 Uncertain"],
    });
    expect(told("plausible", TAKEN, { tags: tags.slice(0, 9) }).outcome).toBe("failed");
  });

  it("fail far beyond the instrument's range, and not in its live zero or saturation", () => {
    for (const value of [-5, 0, 105]) {
      expect(told("plausible", TAKEN, { tags: [heard({ value })] }).outcome).toBe("passed");
    }
    for (const value of [-5.1, 105.1, 7100]) {
      expect(told("plausible", TAKEN, { tags: [heard({ value })] })).toMatchObject({
        outcome: "failed",
        found: [`LT-101 ${value} %, range 0–100 %`],
      });
    }
  });

  it("ask nothing of the range where there is none, nor of a value that is missing", () => {
    const open = { ...heard({ value: 1e9 }), range_hi: null };
    const none = heard({ value: null, quality: "good" });
    expect(told("plausible", TAKEN, { tags: [open, none] }).outcome).toBe("passed");
  });

  it("fail with a unit that was refused, once a tag", () => {
    const letters = [1, 2].map((number) =>
      letter({ number, reason: "bad_unit", tag: "PT-1", detail: "bar, not kPa" }),
    );
    expect(told("plausible", TAKEN, { tags: [heard({})], letters })).toMatchObject({
      outcome: "failed",
      found: ["PT-1 Unit: bar, not kPa"],
    });
  });
});

describe("every tag", () => {
  const fresh = tagEvidence({ tag: "T1", now: tagRow({ tag: "T1", received: BEGAN + 1 }) });
  const missing = tagEvidence({ tag: "A.T2", called: "T2", now: tagRow({ received: null }) });

  it("is heard, or is missing by the name in the frames", () => {
    expect(told("complete", TAKEN, { tags: [fresh] })).toMatchObject({
      outcome: "passed",
      text: "1 of 1",
    });
    const tags = [fresh, missing];
    expect(told("complete", TAKEN, { tags })).toMatchObject({
      outcome: "waiting",
      found: ["T2 tag A.T2"],
    });
    expect(told("complete", TAKEN, { tags, now: BEGAN + 60_000 }).outcome).toBe("failed");
  });

  it("may take three of its own intervals", () => {
    const slow = { ...missing, interval_s: 60 };
    expect(told("complete", TAKEN, { tags: [slow], now: BEGAN + 179_999 }).outcome).toBe("waiting");
    expect(told("complete", TAKEN, { tags: [slow], now: BEGAN + 180_000 }).outcome).toBe("failed");
  });

  it("is not asked for where another gateway brings it", () => {
    const tags = [{ ...fresh, brought_by: "gw2", expected: false }];
    expect(told("complete", TAKEN, { tags })).toMatchObject({ outcome: "waiting", found: [] });
  });

  it("must be in the plant directory first, which is not judged before it was read", () => {
    expect(told("complete", TAKEN)).toMatchObject({ outcome: "failed" });
    expect(told("complete", TAKEN).text).toContain("no tags");
    const unread = judgeConnection(begin(BEGAN), evidence({ tags: null }));
    expect(unread.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  });
});

describe("a steady link", () => {
  /** A frame of three readings every two seconds, with changes from second to second. */
  function watch(
    seconds: number,
    change: (at: number) => Record<string, number> = () => ({}),
  ): Run {
    const ticks = Array.from({ length: seconds / 2 }, (_, place): [number, Ledger] => {
      const at = 2 * (place + 1);
      const counted = { frames: 10 + at / 2, readings: 30 + 3 * (at / 2), numbered: 10 + at / 2 };
      return [at, ledger({ ...counted, ...change(at) })];
    });
    return run(...ticks);
  }
  const polled = Array.from({ length: 3 }, () => tagEvidence({ interval_s: 2 }));

  it("is watched for a minute", () => {
    expect(told("steady", watch(58), { tags: polled })).toMatchObject({
      outcome: "waiting",
      text: "2 s more to watch",
    });
    expect(told("steady", watch(60), { tags: polled })).toMatchObject({
      outcome: "passed",
      text: "1.5 readings/s, no gaps",
    });
    expect(told("steady", begin(BEGAN)).outcome).toBe("waiting");
  });

  it("fails with gaps, silence, an interruption or too few readings", () => {
    const gaps = watch(60, (at) => (at > 50 ? { gaps: 2 } : {}));
    expect(told("steady", gaps, { tags: polled }).text).toContain("frames missing: 2");
    const silent = run(...[20, 40, 60].map((at): [number, Ledger] => [at, QUIET]));
    expect(told("steady", silent, { tags: polled }).outcome).toBe("failed");
    const broken = watch(60, (at) => (at < 30 ? { frames: 11, readings: 33 } : {}));
    expect(told("steady", broken, { tags: polled }).text).toContain("silent for 26 s");
    const many = Array.from({ length: 30 }, () => tagEvidence({ interval_s: 1 }));
    expect(told("steady", watch(60), { tags: many }).text).toContain("should be 30.0");
    const gone = { tags: polled, row: gatewayRow({ online: false, last_seen: BEGAN }) };
    expect(told("steady", watch(60), gone).outcome).toBe("failed");
  });

  it("is not held to gaps of before or to filled ones; what is lost anew counts", () => {
    const old = watch(180, () => ({ gaps: 5 }));
    expect(told("steady", old, { tags: polled }).outcome).toBe("passed");
    const filled = watch(180, (at) => ({ gaps: at > 150 ? 0 : 5 }));
    expect(told("steady", filled, { tags: polled }).outcome).toBe("passed");
    const exchanged = watch(180, (at) => ({ gaps: at > 170 ? 5 : at > 150 ? 2 : 5 }));
    expect(told("steady", exchanged, { tags: polled }).text).toContain("frames missing: 3");
  });

  it("asks no rate of what reports by exception, nor of tags of other gateways", () => {
    const broken = watch(60, (at) => (at < 30 ? { frames: 11, readings: 33 } : {}));
    const exception = [tagEvidence({ interval_s: null }), { ...polled[0]!, expected: false }];
    expect(told("steady", broken, { tags: exception }).outcome).toBe("passed");
  });

  it("forgets what lies more than a minute back", () => {
    const once = watch(180, (at) => (at < 60 ? { frames: 11, readings: 33 } : {}));
    expect(told("steady", once, { tags: polled }).outcome).toBe("passed");
    expect(once.recent.length).toBeLessThan(35);
  });
});

describe("refusals", () => {
  it("are counted since the test began, and told once a reason, the newest of each", () => {
    expect(told("unrefused", NOTHING).outcome).toBe("waiting");
    expect(told("unrefused", TAKEN).outcome).toBe("passed");
    const refused = run([
      5,
      ledger({ frames: 12, readings: 36 }, { refused: { unknown_tag: 2, bad_unit: 1 } }),
    ]);
    const letters = [
      letter({ number: 3, tag: "LT-3" }),
      letter({ number: 2, tag: "LT-2" }),
      letter({ number: 1, reason: "bad_unit", tag: "PT-1", detail: "bar" }),
    ];
    expect(told("unrefused", refused, { letters })).toEqual({
      outcome: "failed",
      text: "3 refused",
      found: ["unknown_tag LT-3 not this gateway's", "bad_unit PT-1 bar"],
    });
  });
});

describe("a test as a whole", () => {
  it("judges every check in its order", () => {
    expect(judgeConnection(NOTHING, evidence()).map(({ name }) => name)).toEqual(CHECKS);
  });

  it("has passed only when nothing is left", () => {
    const checks = judgeConnection(TAKEN, evidence());
    expect(hasPassed(checks)).toBe(false);
    const all = checks.map((one, place) => ({
      ...one,
      outcome: place === 2 ? ("spared" as const) : ("passed" as const),
    }));
    expect(hasPassed(all)).toBe(true);
    expect(countOutcomes(all)).toEqual({ passed: 8, failed: 0, waiting: 0, spared: 1 });
  });

  it("begins to count anew when the platform was restarted", () => {
    const after = run(
      [5, ledger({ frames: 20, readings: 60, numbered: 20 })],
      [10, ledger({ frames: 1, readings: 3, numbered: 1 })],
    );
    expect(after.restarted).toBe(true);
    expect(told("taken", after).text).toBe("Frames: 1, readings: 3");
  });
});
