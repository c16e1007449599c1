import { describe, expect, it } from "vitest";
import { Stream } from "../src/state/stream";
import type { Delta, Snap } from "../src/wire/frames";

interface Row {
  id: string;
  value: number;
  note?: string;
}

function snap(q: number, rows: Row[], part = 1, parts = 1): Snap<Row> {
  return { t: "snap", id: 1, s: "alarms", epoch: "journal", q, part, parts, rows };
}

function delta(prev: number, q: number, ops: Delta<Row>["ops"]): Delta<Row> {
  return { t: "delta", s: "alarms", q, prev, ops };
}

function open(rows: Row[] = []): Stream<Row> {
  const stream = new Stream<Row>((row) => row.id);
  stream.takeSnap(snap(10, rows));
  return stream;
}

describe("a stream", () => {
  it("shows a snapshot only when its last part has come", () => {
    const stream = new Stream<Row>((row) => row.id);
    expect(stream.takeSnap(snap(7, [{ id: "a", value: 1 }], 1, 2))).toBe("partial");
    expect(stream.whole).toBe(false);
    expect(stream.rows.size).toBe(0);
    expect(stream.takeSnap(snap(7, [{ id: "b", value: 2 }], 2, 2))).toBe("applied");
    expect([...stream.rows.keys()]).toEqual(["a", "b"]);
    expect(stream.resume).toEqual({ epoch: "journal", q: 7 });
  });

  it("finds a snapshot with a part missing to be no snapshot", () => {
    const stream = new Stream<Row>((row) => row.id);
    stream.takeSnap(snap(7, [], 1, 3));
    expect(stream.takeSnap(snap(7, [], 3, 3))).toBe("gap");
    expect(stream.whole).toBe(false);
  });

  it("folds whole rows, changed fields and removals, and counts versions", () => {
    const stream = open([
      { id: "a", value: 1, note: "kept" },
      { id: "b", value: 2 },
    ]);
    const before = stream.version;
    const ops: Delta<Row>["ops"] = [
      ["u", "a", { value: 3 }],
      ["d", "b"],
      ["u", "c", { id: "c", value: 4 }],
    ];
    expect(stream.takeDelta(delta(10, 12, ops))).toBe("applied");
    expect([...stream.rows.values()]).toEqual([
      { id: "a", value: 3, note: "kept" },
      { id: "c", value: 4 },
    ]);
    expect(stream.version).toBe(before + 1);
    expect(stream.resume?.q).toBe(12);
  });

  it("makes a new object of a changed row, so that a view can tell", () => {
    const stream = open([{ id: "a", value: 1 }]);
    const before = stream.rows.get("a");
    stream.takeDelta(delta(10, 11, [["u", "a", { value: 2 }]]));
    expect(stream.rows.get("a")).not.toBe(before);
    expect(before?.value).toBe(1);
  });

  it("calls a delta that does not follow the last one a gap and changes nothing", () => {
    const stream = open([{ id: "a", value: 1 }]);
    expect(stream.takeDelta(delta(11, 12, [["d", "a"]]))).toBe("gap");
    expect(stream.rows.get("a")?.value).toBe(1);
    expect(stream.resume?.q).toBe(10);
  });

  it("goes on from where it was after a reconnection that resumes", () => {
    const stream = open([{ id: "a", value: 1 }]);
    expect(stream.takeDelta(delta(10, 15, [["u", "a", { value: 9 }]]))).toBe("applied");
  });

  it("keeps its rows through a resync, ignores deltas and waits for the snapshot", () => {
    const stream = open([{ id: "a", value: 1 }]);
    stream.breakChain();
    expect(stream.rows.size).toBe(1);
    expect(stream.resume).toBeNull();
    expect(stream.takeDelta(delta(10, 11, [["d", "a"]]))).toBe("ignored");
    expect(stream.takeSnap(snap(20, []))).toBe("applied");
    expect(stream.rows.size).toBe(0);
  });
});
