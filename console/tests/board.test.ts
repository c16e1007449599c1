import { describe, expect, it } from "vitest";
import { AlarmBoard } from "../src/state/board";
import { Derived } from "../src/state/derived";
import { Stream } from "../src/state/stream";
import type { AlarmRow } from "../src/wire/frames";
import { alarm } from "./rows";

function open(...rows: AlarmRow[]): Stream<AlarmRow> {
  const stream = new Stream<AlarmRow>((row) => row.id);
  stream.takeSnap({ t: "snap", id: 1, s: "alarms", epoch: "j", q: 1, part: 1, parts: 1, rows });
  return stream;
}

function change(stream: Stream<AlarmRow>, id: string, fields: Partial<AlarmRow>): void {
  const q = stream.resume!.q;
  stream.takeDelta({ t: "delta", s: "alarms", q: q + 1, prev: q, ops: [["u", id, fields]] });
}

describe("what is derived from a stream", () => {
  it("is worked out once for each of its versions", () => {
    const stream = open(alarm({}));
    let worked = 0;
    const size = new Derived(stream, (rows) => {
      worked += 1;
      return rows.size;
    });
    expect([size.value, size.value, size.value]).toEqual([1, 1, 1]);
    expect(worked).toBe(1);
    change(stream, "B:H", alarm({ id: "B:H", source: "B" }));
    expect([size.value, size.value]).toEqual([2, 2]);
    expect(worked).toBe(2);
  });
});

describe("what builds on what was before", () => {
  const told: (string[] | null)[] = [];
  const stream = open(alarm({ id: "a" }), alarm({ id: "b" }));
  const size = new Derived<AlarmRow, number>(stream, (rows, before) => {
    told.push(before && [...before.changed].sort());
    return rows.size;
  });

  it("is told what has changed since, over all that it has not looked at", () => {
    void size.value;
    change(stream, "a", { version: 2 });
    change(stream, "c", alarm({ id: "c" }));
    void size.value;
    change(stream, "c", { version: 2 });
    void size.value;
    expect(told).toEqual([null, ["a", "c"], ["c"]]);
  });

  it("begins anew after a snapshot, and where too much has been since", () => {
    told.length = 0;
    const snap = { t: "snap", id: 1, s: "alarms", epoch: "j", q: 90, part: 1, parts: 1 } as const;
    stream.takeSnap({ ...snap, rows: [alarm({ id: "a" })] });
    void size.value;
    for (let version = 2; version < 100; version += 1) change(stream, "a", { version });
    void size.value;
    expect(told).toEqual([null, null]);
  });
});

describe("the board", () => {
  it("gives the same answer until the alarms change, then a new one", () => {
    const stream = open(alarm({}), alarm({ id: "B:H", source: "B", priority: "critical" }));
    const board = new AlarmBoard(stream);
    const { lines, counts, bySource } = board;
    expect(board.lines).toBe(lines);
    expect(board.counts).toBe(counts);
    expect(board.bySource).toBe(bySource);
    expect(counts.unacknowledged).toBe(2);
    expect(board.newestCritical?.id).toBe("B:H");

    change(stream, "B:H", { state: "acknowledged" });
    expect(board.lines).not.toBe(lines);
    expect(board.counts.unacknowledged).toBe(1);
    expect(board.newestCritical).toBeNull();
    expect(board.lines.get("B")?.calls).toBe(false);
  });
});
