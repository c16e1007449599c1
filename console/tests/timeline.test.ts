import { expect, test } from "vitest";
import { isPending, mergeMoments } from "../src/state/timeline";
import type { HandlingEntry } from "../src/wire/handling";
import type { JournalRow, NoticeRow } from "../src/wire/rest";

const entry = (seq: number, at: number) => ({ seq, at }) as JournalRow;
const notice = (key: string, due: number, settled_at: number | null = null) =>
  ({ key, due, settled_at, fate: settled_at === null ? "pending" : "sent" }) as NoticeRow;

test("who was told stands among what happened, the newest first", () => {
  const moments = mergeMoments([entry(2, 60), entry(1, 10)], [notice("b", 70), notice("a", 10, 20)]);
  expect(moments.map((moment) => moment.key)).toEqual(["b", "2", "a", "1"]);
});

test("at one instant an alarm is raised before anybody is told of it", () => {
  expect(mergeMoments([entry(1, 10)], [notice("a", 10, 10)]).map(({ key }) => key)).toEqual([
    "a",
    "1",
  ]);
});

test("as long as somebody is to be told the list is not final", () => {
  expect(isPending([notice("a", 1, 2)])).toBe(false);
  expect(isPending([notice("a", 1, 2), notice("b", 3)])).toBe(true);
});

test("handling stands in the same list, without what the journal tells itself", () => {
  const deed = (seq: number, at: number, journal_seq: number | null) =>
    ({ seq, at, journal_seq }) as HandlingEntry;
  const moments = mergeMoments([entry(1, 10)], [], [deed(1, 10, 1), deed(2, 30, null)]);
  expect(moments.map(({ key }) => key)).toEqual(["handling 2", "1"]);
});
