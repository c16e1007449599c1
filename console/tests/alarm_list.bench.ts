/**
 * What one change of the alarms costs the list before anything is drawn: five alarms change, lines,
 * order, groups, counts and rows are worked out anew. `npx vitest bench`.
 */
import { bench, describe } from "vitest";
import { AlarmBoard } from "../src/state/board";
import { filterLines } from "../src/state/folding";
import { NO_FILTER } from "../src/state/filter";
import { groupLines } from "../src/state/nesting";
import { arrange } from "../src/state/order";
import { findShown, layOut, membersOf } from "../src/state/outline";
import { Stream } from "../src/state/stream";
import type { AlarmRow, Priority } from "../src/wire/frames";
import { alarm, beneath } from "./rows";

const CONDITIONS = ["H", "L", "HH", "rate", "stale", "deviation"];
const PRIORITIES: readonly Priority[] = ["high", "medium", "low"];
const CHANGED = 5;

/** Two alarms a tag; of forty alarms twenty stand beneath the first. */
function row(index: number): AlarmRow {
  const name = (at: number) => `X-${at >> 1}:${CONDITIONS[at % 6]}`;
  const [id, first] = [name(index), name(index - (index % 40))];
  const [source, condition] = id.split(":") as [string, string];
  return alarm({
    id,
    source,
    condition,
    priority: PRIORITIES[index % 3]!,
    state: index % 3 ? "unacknowledged" : "acknowledged",
    raised_at: index * 1_000,
    root: index % 40 > 30 ? first : "",
    line: beneath(index % 40 > 20 ? first : ""),
  });
}

function open(size: number): Stream<AlarmRow> {
  const stream = new Stream<AlarmRow>(({ id }) => id);
  const rows = Array.from({ length: size }, (_, index) => row(index));
  stream.takeSnap({ t: "snap", id: 1, s: "alarms", epoch: "j", q: 1, part: 1, parts: 1, rows });
  return stream;
}

function work(board: AlarmBoard): number {
  const sorted = filterLines(board.sorted, NO_FILTER);
  const alarms: string[] = [];
  for (const line of sorted) for (const { id } of line.alarms) alarms.push(id);
  const wanted = layOut(groupLines(sorted));
  const nothing = { order: [], seats: new Map(), known: [] };
  const drawn = arrange(nothing, wanted, alarms, false);
  membersOf(drawn, board.lines);
  const told = [board.counts, board.nuisances, board.troubles, board.newestCritical];
  return findShown(drawn, board.lines, new Set(), null).length + told.length;
}

describe.each([500, 5_000])("one change among %i alarms", (size) => {
  const stream = open(size);
  const board = new AlarmBoard(stream);
  let changes = 0;
  bench("lines, order, groups, counts", () => {
    changes += 1;
    const ops = Array.from({ length: CHANGED }, (_, at) => {
      const { id } = row((changes * 37 + at * 101) % size);
      return ["u", id, { version: changes, value: changes }] as ["u", string, object];
    });
    const q = stream.resume!.q;
    stream.takeDelta({ t: "delta", s: "alarms", q: q + 1, prev: q, ops });
    work(board);
  });
});
