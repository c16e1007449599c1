import { expect, test } from "vitest";
import { rowsWhollySeen } from "../src/state/rows_in_view";
import { SeenRows } from "../src/state/seen_rows";
import { alarm } from "./rows";

const row = alarm({ id: "a", version: 3, raised_at: 10, priority: "medium" });
const other = alarm({ id: "b", version: 1, raised_at: 20 });

test("a row is seen once it has stood in the window for half a second", () => {
  const seen = new SeenRows();
  seen.look([row], 0);
  expect(seen.find(row)).toBeNull();
  seen.look([row], 499);
  expect(seen.find(row)).toBeNull();
  seen.look([row], 500);
  expect(seen.find(row)).toEqual({ key: "a", version: 3 });
});

test("one that was scrolled past begins anew", () => {
  const seen = new SeenRows();
  seen.look([row], 0);
  seen.look([other], 300);
  seen.look([row], 600);
  expect(seen.find(row)).toBeNull();
  seen.look([row], 1_100);
  expect(seen.find(row)).not.toBeNull();
});

test("what was seen stays seen when it has left the window, in the version that stood there", () => {
  const seen = new SeenRows();
  for (const now of [0, 500]) seen.look([row], now);
  seen.look([], 600);
  expect(seen.find({ ...row, version: 9 })).toEqual({ key: "a", version: 3 });
});

test("an alarm that was raised anew or became more urgent is to be seen again", () => {
  const seen = new SeenRows();
  for (const now of [0, 500]) seen.look([row], now);
  expect(seen.find({ ...row, raised_at: 99 })).toBeNull();
  expect(seen.find({ ...row, priority: "high" })).toBeNull();
  expect(seen.find({ ...row, priority: "low" })).not.toBeNull();
  seen.look([{ ...row, raised_at: 99 }], 600);
  expect(seen.find({ ...row, raised_at: 99 })).toBeNull();
});

test("while the list was not drawn nobody looked at it", () => {
  const seen = new SeenRows();
  seen.look([row], 0);
  seen.look([row], 9_000);
  expect(seen.find(row)).toBeNull();
});

test("a row that is cut off by the window's edge can't be read", () => {
  expect(rowsWhollySeen(0, 92, 46, 10)).toEqual({ first: 0, end: 2 });
  expect(rowsWhollySeen(1, 92, 46, 10)).toEqual({ first: 1, end: 2 });
  expect(rowsWhollySeen(0, 920, 46, 3)).toEqual({ first: 0, end: 3 });
  expect(rowsWhollySeen(10, 20, 46, 3)).toEqual({ first: 1, end: 1 });
});
