import { beforeEach, describe, expect, it } from "vitest";
import { BulkWork } from "../src/bulk_work";
import { alarmsOf } from "../src/state/bulk";
import { foldLines, groupBySource } from "../src/state/folding";
import { Conversation } from "../src/wire/conversation";
import type { AlarmRow, ClientFrame, Result } from "../src/wire/frames";
import type { Live } from "../src/wire/live";
import { alarm, silent } from "./rows";

const low = alarm({ id: "low:H", priority: "low", version: 2 });
const high = alarm({ id: "high:H", priority: "high", version: 5 });
const grave = alarm({ id: "grave:HH", priority: "critical", version: 1 });
const unseen = alarm({ id: "unseen:H", priority: "low", version: 1 });
const all = [low, high, grave, unseen];

let sent: ClientFrame[];
let reachable: boolean;
let lost: boolean;
let conversation: Conversation;
let bulk: BulkWork;

function list(rows: AlarmRow[]): void {
  const place = { id: 1, epoch: "j", q: 1, part: 1, parts: 1 };
  conversation.streams.alarms.takeSnap({ t: "snap", s: "alarms", ...place, rows });
}

function answer(change: Partial<Result>): void {
  const frame = sent.at(-1);
  const id = frame?.t === "ack" ? frame.id : -1;
  const nothing: Result = { t: "result", id, ok: [], conflict: [], refused: [], problem: null };
  conversation.receive({ ...nothing, ...change }, 0);
}

beforeEach(() => {
  sent = [];
  reachable = true;
  lost = false;
  conversation = new Conversation();
  const send = (frame: ClientFrame) => reachable && sent.push(frame) > 0;
  bulk = new BulkWork({
    conversation,
    live: { send } as unknown as Live,
    isLost: () => lost,
    changed: () => undefined,
  });
  list(all);
  for (const now of [0, 500]) bulk.seen.look([low, high, grave], now);
});

describe("what a group is of", () => {
  const lines = (...rows: AlarmRow[]) => [...foldLines(groupBySource(rows)).values()];
  const cause = alarm({ id: "P:digital", source: "P", condition: "digital" });
  const follows = alarm({ id: "Q:H", source: "Q", condition: "H", root: "P:digital", priority: "low" });
  const other = alarm({ id: "R:H", source: "R", condition: "H" });
  const ids = (source: string | null) =>
    [...alarmsOf(lines(cause, follows, other), source)].map(({ id }) => id);

  it("is the chosen line with what stands beneath it, or every line", () => {
    expect(ids("P")).toEqual(["P:digital", "Q:H"]);
    expect(ids("Q")).toEqual(["P:digital", "Q:H"]);
    expect(ids("R")).toEqual(["R:H"]);
    expect(ids(null)).toHaveLength(3);
  });
});

describe("a group", () => {
  it("is what was seen up to the level chosen, and never what is critical", () => {
    bulk.open(all);
    const told = () => {
      const { send, notSeen, above } = bulk.plan!;
      return [send, notSeen, above].map((part) => part.map(({ alarm }) => alarm.id));
    };
    expect(told()).toEqual([["low:H"], ["unseen:H"], ["high:H", "grave:HH"]]);
    bulk.write({ level: "high" });
    expect(told()).toEqual([["low:H", "high:H"], ["unseen:H"], ["grave:HH"]]);
  });

  it("leaves out what is acknowledged, and what is held and silent", () => {
    bulk.open([{ ...low, state: "acknowledged" }, { ...high, ...silent("shelved") }]);
    expect(bulk.form!.candidates).toEqual([]);
  });

  it("is not sent without a reason, nor while the picture is lost", async () => {
    bulk.open(all);
    await bulk.send();
    bulk.write({ reason: "  " });
    await bulk.send();
    bulk.write({ reason: "试验" });
    lost = true;
    await bulk.send();
    expect(sent).toEqual([]);
    lost = false;
    expect(bulk.ready).toBe(true);
  });

  it("goes out as ids with the versions seen, and nothing that came since", async () => {
    bulk.open(all);
    bulk.write({ level: "high", reason: " 停车工况 " });
    list([...all, alarm({ id: "new:H", priority: "low" })]);
    const sending = bulk.send();
    expect(sent).toMatchObject([
      {
        alarms: [
          { key: "low:H", version: 2 },
          { key: "high:H", version: 5 },
        ],
        reason: "停车工况",
      },
    ]);
    answer({ ok: ["low:H"], conflict: ["high:H"] });
    await sending;
    expect(bulk.report).toMatchObject({ done: 1, others: [{ outcome: { kind: "conflict" } }] });
    expect(bulk.form).toBeNull();
  });

  it("tells which rows changed before it was sent, and does not send those", async () => {
    bulk.open(all);
    bulk.write({ level: "high", reason: "x" });
    list([{ ...low, raised_at: 99 }, { ...high, state: "acknowledged" }, grave, unseen]);
    await bulk.send();
    expect(sent).toEqual([]);
    expect(bulk.report!.others.map(({ outcome }) => outcome)).toEqual([
      { kind: "changed", how: "raised_again" },
      { kind: "changed", how: "gone" },
    ]);
  });

  it("is told as unknown where the socket went before the answer", async () => {
    bulk.open(all);
    bulk.write({ reason: "x" });
    const sending = bulk.send();
    conversation.end();
    await sending;
    expect(bulk.report!.others.map(({ outcome }) => outcome.kind)).toEqual(["unknown"]);
  });

  it("does nothing where it can't be sent at all", async () => {
    bulk.open(all);
    bulk.write({ reason: "x" });
    reachable = false;
    await bulk.send();
    expect(bulk.report).toMatchObject({ done: 0, others: [{ outcome: { kind: "unknown" } }] });
  });
});
