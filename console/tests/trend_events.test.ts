import { describe, expect, it } from "vitest";
import { gatherMarks, listEvents, placeAfter, worstRaised } from "../src/state/trend_events";
import type { JournalRow } from "../src/wire/rest";

function entry(seq: number, at: number, change: Partial<JournalRow> = {}): JournalRow {
  return { seq, at, event: "raised", priority: "low", ...change } as JournalRow;
}

describe("the events of a picture", () => {
  it("are what came, went and was seen, oldest first", () => {
    const rows = [
      entry(9, 30, { event: "returned" }),
      entry(8, 20, { event: "shelved" }),
      entry(7, 20, { event: "acknowledged" }),
      entry(5, 10),
      entry(6, 10, { event: "acknowledged" }),
    ];
    expect(listEvents(rows).map(({ seq }) => seq)).toEqual([5, 6, 7, 9]);
  });

  it("are one mark where they would lie on one another", () => {
    const marks = gatherMarks([entry(1, 0), entry(2, 9), entry(3, 10), entry(4, 25)], 10);
    expect(marks.map(({ at, events }) => [at, events.length])).toEqual([
      [0, 2],
      [10, 1],
      [25, 1],
    ]);
    expect(gatherMarks([], 10)).toEqual([]);
  });

  it("show the worst that was raised, and none where nothing was", () => {
    const [mark] = gatherMarks(
      [
        entry(1, 0),
        entry(2, 1, { priority: "high" }),
        entry(3, 2, { priority: "critical", event: "returned" }),
      ],
      10,
    );
    expect(worstRaised(mark!)).toBe("high");
    expect(worstRaised({ at: 0, events: [entry(1, 0, { event: "returned" })] })).toBeNull();
  });
});

describe("a key in the list of events", () => {
  it.each([
    ["ArrowDown", null, 0],
    ["ArrowUp", null, 4],
    ["ArrowDown", 4, 4],
    ["PageUp", 3, 0],
    ["Home", 3, 0],
    ["End", 1, 4],
    ["Enter", 1, null],
  ])("%s from %s leads to %s", (key, from, to) => {
    expect(placeAfter(key, from, 5)).toBe(to);
  });

  it("leads nowhere in an empty one", () => {
    expect(placeAfter("ArrowDown", null, 0)).toBeNull();
  });
});
