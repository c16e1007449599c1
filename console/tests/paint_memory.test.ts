import { expect, test } from "vitest";
import { PaintMemory } from "../src/paint_memory";
import { Conversation } from "../src/wire/conversation";
import type { AlarmRow } from "../src/wire/frames";
import { alarm } from "./rows";

function begin(rows: AlarmRow[]) {
  const conversation = new Conversation();
  conversation.clock.set(1_000_000, 0);
  const memory = new PaintMemory(conversation);
  const snap = { t: "snap", id: 1, s: "alarms", epoch: "e", q: 1, part: 1, parts: 1, rows } as const;
  conversation.streams.alarms.takeSnap(snap);
  memory.follow();
  let q = 1;
  const change = (...rows: AlarmRow[]) => {
    const ops = rows.map((row): ["u", string, AlarmRow] => ["u", row.id, row]);
    conversation.streams.alarms.takeDelta({ t: "delta", s: "alarms", prev: q, q: q + 1, ops });
    q += 1;
    memory.follow();
  };
  return { memory, change };
}

test("a raise is on the screen when the frame behind it was drawn", () => {
  const { memory, change } = begin([]);
  const row = alarm({ id: "T:HH", raised_at: 5 });
  change(row);
  expect(memory.find(row)).toBeNull();
  memory.drawn(20);
  expect(memory.find(row)).toBe(1_000_020);
  memory.drawn(90);
  expect(memory.find(row)).toBe(1_000_020);
});

test("what stood before the desk was opened was not seen to come, its next raise is", () => {
  const old = alarm({ id: "T:HH", raised_at: 5 });
  const { memory, change } = begin([old]);
  memory.drawn(10);
  expect(memory.find(old)).toBeNull();
  change({ ...old, acknowledged_at: 9 });
  memory.drawn(20);
  expect(memory.find(old)).toBeNull();
  change({ ...old, raised_at: 30 });
  memory.drawn(40);
  expect(memory.find({ ...old, raised_at: 30 })).toBe(1_000_040);
});
