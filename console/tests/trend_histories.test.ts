import { describe, expect, it, vi } from "vitest";
import type { Bins } from "../src/state/series";
import { TrendHistories } from "../src/trend_histories";
import { Refusal } from "../src/wire/rest";

const GRID = { from: 0, to: 3_000, points: 3 };

function bins(tag: string, value: number | null = 1): Bins {
  const mean = [value, null, null];
  const n = [value === null ? 0 : 1, 0, 0];
  return { tag, unit: "m", bin_ms: 1_000, t: [0, 1_000, 2_000], min: mean, max: mean, mean, n };
}

interface Asked {
  tag: string;
  signal: AbortSignal;
  answer: (bins: Bins) => void;
  fail: (error: unknown) => void;
}

function open() {
  const asked: Asked[] = [];
  const changed = vi.fn();
  const histories = new TrendHistories(
    (tag, _grid, signal) =>
      new Promise((answer, fail) => asked.push({ tag, signal, answer, fail })),
    changed,
  );
  return { asked, changed, histories };
}

const settled = () => new Promise((done) => setTimeout(done));

describe("the histories of a picture", () => {
  it("are asked for once a range, and told when they come", async () => {
    const { asked, changed, histories } = open();
    histories.want(["a"], GRID, "one");
    histories.want(["a"], GRID, "one");
    expect(asked).toHaveLength(1);
    expect(histories.of("a")).toEqual({ trace: null, asking: true, failure: null });
    asked[0]!.answer(bins("a"));
    await settled();
    expect(histories.of("a")).toMatchObject({ asking: false, failure: null });
    expect(histories.of("a").trace?.bins.mean[0]).toBe(1);
    expect(changed).toHaveBeenCalled();
  });

  it("of another range supersede what is still on its way", async () => {
    const { asked, histories } = open();
    histories.want(["a"], GRID, "one");
    histories.want(["a"], GRID, "two");
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[1]!.answer(bins("a", 2));
    asked[0]!.answer(bins("a", 1));
    await settled();
    expect(histories.of("a").trace?.bins.mean[0]).toBe(2);
  });

  it("fail each by itself, and can be asked for again", async () => {
    const { asked, histories } = open();
    histories.want(["a", "b"], GRID, "one");
    asked[0]!.fail(new Refusal(503, "away", "historian-unavailable"));
    asked[1]!.answer(bins("b"));
    await settled();
    expect(histories.of("a").failure).toBe("historian-unavailable");
    expect(histories.of("b")).toMatchObject({ failure: null, asking: false });
    histories.again("a");
    asked[2]!.fail(new TypeError("no network"));
    await settled();
    expect(histories.of("a").failure).toBe("other");
    histories.again("a");
    asked[3]!.answer(bins("a"));
    await settled();
    expect(histories.of("a").failure).toBeNull();
  });

  it("are forgotten with the tag, and given up with the screen", () => {
    const { asked, histories } = open();
    histories.want(["a", "b"], GRID, "one");
    histories.want(["b"], GRID, "one");
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    histories.close();
    expect(asked[1]!.signal.aborted).toBe(true);
  });

  it("take live readings, also where the historian told nothing", async () => {
    const { asked, histories } = open();
    histories.want(["a", "b"], GRID, "one");
    histories.take("a", "m", 2_500, 9, 0);
    expect(histories.of("a").trace).toBeNull();
    asked[0]!.answer(bins("a"));
    asked[1]!.fail(new Refusal(502, "no", "historian-refused"));
    await settled();
    const before = histories.version;
    histories.take("a", "m", 2_500, 9, 0);
    histories.take("b", "m", 2_500, 8, 0);
    histories.take("nobody", "m", 2_500, 8, 0);
    expect(histories.of("a").trace?.bins.mean).toEqual([1, null, 9]);
    expect(histories.of("b")).toMatchObject({ failure: "historian-refused" });
    expect(histories.of("b").trace?.bins.t).toEqual([2_000]);
    expect(histories.version).toBe(before + 2);
    histories.take("a", "m", 2_500, 9, 0);
    expect(histories.version).toBe(before + 2);
  });
});
