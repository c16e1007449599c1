import { describe, expect, it } from "vitest";
import { PeakMemory } from "../src/peak_memory";
import { AlarmBoard } from "../src/state/board";
import { raisePeaks, type Peaks } from "../src/state/peaks";
import { Conversation } from "../src/wire/conversation";
import type { AlarmRow, Operation, Priority } from "../src/wire/frames";
import { alarm } from "./rows";

const PRIORITIES: readonly Priority[] = ["critical", "high", "medium", "low"];
const SOURCES = ["A", "B", "C"];

/** Numbers that look thrown and are the same in each run. */
function* thrown(): Generator<number> {
  for (let last = 7; ; ) yield (last = (last * 48_271) % 2_147_483_647);
}

function rowOf(id: string, dice: number): AlarmRow {
  const [source, condition] = id.split(":") as [string, string];
  const state = dice % 3 ? "unacknowledged" : "normal";
  return alarm({ id, source, condition, state, priority: PRIORITIES[dice % 4]! });
}

describe("how bad each source has been", () => {
  it("is the same whether all alarms are gone through or those that changed", () => {
    const conversation = new Conversation();
    const { alarms } = conversation.streams;
    const memory = new PeakMemory(conversation, new AlarmBoard(alarms));
    alarms.takeSnap({ t: "snap", id: 1, s: "alarms", epoch: "j", q: 0, part: 1, parts: 1, rows: [] });
    let expected: Peaks = new Map();
    const dice = thrown();
    for (let q = 1; q < 500; q += 1) {
      const ops = Array.from({ length: 1 + (q % 3) }, (): Operation<AlarmRow> => {
        const id = `${SOURCES[dice.next().value! % 3]}:${dice.next().value! % 2 ? "H" : "HH"}`;
        const throwOf = dice.next().value!;
        return throwOf % 5 ? ["u", id, rowOf(id, throwOf)] : ["d", id];
      });
      alarms.takeDelta({ t: "delta", s: "alarms", q, prev: q - 1, ops });
      memory.follow();
      expected = raisePeaks(expected, alarms.rows.values());
      expect(memory.peaks).toEqual(expected);
    }
  });
});
