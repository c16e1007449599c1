import { expect, test } from "vitest";
import { measureStages } from "../src/state/stages";

const times = { source: 1_000, received: 1_400, detected: 1_410, journalled: 1_430, pushed: 1_440 };

test("each stage has its length and its place in the whole", () => {
  const { stages, totalMs } = measureStages(times, 1_500, false);
  expect(stages.map(({ name, ms }) => [name, ms])).toEqual([
    ["received", 400],
    ["detected", 10],
    ["journalled", 20],
    ["pushed", 10],
    ["painted", 60],
  ]);
  expect(totalMs).toBe(500);
  expect(stages[0]!.bar).toEqual({ from: 0, width: 0.8 });
  expect(stages[4]!.bar!.from).toBeCloseTo(0.88);
});

test("between a clock that is known to be wrong and ours there is no length to believe", () => {
  const { stages, totalMs } = measureStages({ ...times, source: 900_000 }, 1_500, true);
  expect(stages[0]).toMatchObject({ ms: 1_400 - 900_000, bar: null, suspect: true });
  expect(totalMs).toBe(100);
  expect(stages[1]!.bar).toEqual({ from: 0, width: 0.1 });
});

test("what is not known has no length, and the next stage runs from the last that is", () => {
  const { stages, totalMs } = measureStages({ ...times, journalled: null }, null, false);
  expect(stages.map(({ ms }) => ms)).toEqual([400, 10, null, 30, null]);
  expect(totalMs).toBe(440);
});

test("an alarm that no reading decided begins with its judging", () => {
  const none = { source: null, received: null, detected: 5, journalled: 8, pushed: 9 };
  const { stages, totalMs } = measureStages(none, 12, false);
  expect(stages.map(({ ms }) => ms)).toEqual([null, null, 3, 1, 3]);
  expect(totalMs).toBeNull();
});
