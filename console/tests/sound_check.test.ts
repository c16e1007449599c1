import { beforeEach, describe, expect, it, vi } from "vitest";
import { SoundCheck } from "../src/sound_check";
import type { Signal } from "../src/state/annunciation";
import { answerIn, BEGUN, playedIn, SIGNALS } from "../src/state/sound_test";
import { Refusal } from "../src/wire/rest";
import * as wire from "../src/wire/sound_tests";
import type { SoundTestRow } from "../src/wire/sound_tests";

const ROW: SoundTestRow = {
  at: 1,
  by: "op",
  desk: "中控 1",
  heard: [...SIGNALS],
  silent: [],
  passed: true,
};
const SHIFT = { id: "2026.day", shift: "day", name: { zh: "白班", en: "Day" }, date: "", from: 0, to: 9 };

let played: Signal[];
let real: Signal | null;
let check: SoundCheck;
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  vi.restoreAllMocks();
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  played = [];
  real = null;
  check = new SoundCheck({
    play: (signal) => played.push(signal),
    due: () => real,
    changed: () => undefined,
  });
});

describe("a test", () => {
  it("plays each signal once, and asks whether it was heard", async () => {
    const keep = vi.spyOn(wire, "keepTest").mockResolvedValue(ROW);
    check.open();
    check.begin(" 中控 1 ");
    for (const signal of SIGNALS) {
      expect(check.signal).toBe(signal);
      check.answer(signal !== "low");
    }
    await settled();
    expect(played).toEqual(SIGNALS);
    const heard = ["critical", "high", "medium", "lost"];
    expect(keep.mock.calls[0]![0]).toEqual({ desk: "中控 1", heard, silent: ["low"] });
    expect(check.stage).toBe("kept");
  });

  it("ends when something real is to be heard, and keeps nothing of it", () => {
    const keep = vi.spyOn(wire, "keepTest");
    check.begin("中控 1");
    check.answer(true);
    check.interrupt();
    check.answer(true);
    expect(check.stage).toBe("interrupted");
    expect(keep).not.toHaveBeenCalled();
  });

  it("does not begin while an alarm sounds, nor at a desk without a name", () => {
    check.open();
    check.begin("  ");
    expect(check.stage).toBe("naming");
    real = "high";
    check.begin("中控 1");
    expect(check.stage).toBe("interrupted");
    expect(played).toEqual([]);
  });

  it("that could not be kept is kept once by the same key", async () => {
    const keep = vi.spyOn(wire, "keepTest").mockRejectedValueOnce(new Error("away"));
    keep.mockResolvedValueOnce(ROW);
    check.begin("中控 1");
    SIGNALS.forEach(() => check.answer(true));
    await settled();
    expect(check.stage).toBe("failed");
    await check.keep();
    expect(check.stage).toBe("kept");
    expect(keep.mock.calls[0]![1]).toBe(keep.mock.calls[1]![1]);
  });
});

describe("the reminder", () => {
  it("stands while a shift runs and nobody has tested in it", async () => {
    const read = vi.spyOn(wire, "readDue").mockResolvedValue({ shift: SHIFT, done: null });
    expect(check.wanted).toBe(false);
    check.follow(0);
    check.follow(30_000);
    await settled();
    expect(read).toHaveBeenCalledTimes(1);
    expect(check.wanted).toBe(true);
    read.mockResolvedValue({ shift: SHIFT, done: { ...ROW, passed: false } });
    check.follow(60_000);
    await settled();
    expect([check.wanted, check.failed?.by]).toEqual([false, "op"]);
  });

  it("is not there where no shift runs", async () => {
    vi.spyOn(wire, "readDue").mockResolvedValue({ shift: null, done: null });
    check.follow(0);
    await settled();
    expect(check.wanted).toBe(false);
  });
});

it("after all were answered nothing is played any more", () => {
  const over = SIGNALS.reduce((test) => answerIn(test, true), BEGUN);
  expect(playedIn(over)).toBeNull();
  expect(answerIn(over, false)).toBe(over);
});

describe("the sirens", () => {
  const DUE = { shift: SHIFT, done: null, sirens: ["good", "hanging"] };
  const call = (siren: string, delivered = true) => ({ id: `c-${siren}`, siren, at: 1, delivered, words: "w" });

  async function reachSirens() {
    vi.spyOn(wire, "readDue").mockResolvedValue(DUE);
    check.follow(0);
    await settled();
    check.begin("中控 1");
    SIGNALS.forEach(() => check.answer(true));
  }

  it("follow the signals, and are kept by what the platform said of them", async () => {
    const keep = vi.spyOn(wire, "keepTest").mockResolvedValue(ROW);
    const sound = vi.spyOn(wire, "soundSiren").mockImplementation(async (name) => call(name, name === "good"));
    await reachSirens();
    expect([check.stage, keep.mock.calls.length]).toEqual(["sirens", 0]);
    check.sirens.answer("good", true);
    expect(check.sirens.open.length, "nothing was to be heard yet").toBe(2);
    await check.soundSiren("good");
    await check.soundSiren("hanging");
    expect(sound.mock.calls[0]).toEqual(["good", "中控 1"]);
    check.sirens.answer("good", true);
    check.sirens.answer("hanging", false);
    check.finish();
    await settled();
    expect(keep.mock.calls[0]![0].sirens).toEqual([
      { call: "c-good", heard: true },
      { call: "c-hanging", heard: false },
    ]);
  });

  it("that could not be sounded say why, and are told as not tested", async () => {
    const keep = vi.spyOn(wire, "keepTest").mockResolvedValue(ROW);
    vi.spyOn(wire, "soundSiren")
      .mockRejectedValueOnce(new Refusal(409, "", "siren-busy"))
      .mockRejectedValueOnce(new Refusal(429, "", "siren-resting"))
      .mockRejectedValueOnce(new Error("away"));
    await reachSirens();
    for (const trouble of ["busy", "resting", "no_answer"]) {
      await check.soundSiren("good");
      expect(check.sirens.turns[0]).toMatchObject({ trouble, sounding: false, call: null });
    }
    check.finish();
    await settled();
    expect(keep.mock.calls[0]![0].sirens).toEqual([]);
  });

  it("that could not be sounded again keep what came of them before", async () => {
    vi.spyOn(wire, "soundSiren")
      .mockResolvedValueOnce(call("good"))
      .mockRejectedValueOnce(new Refusal(429, "", "siren-resting"));
    await reachSirens();
    await check.soundSiren("good");
    check.sirens.answer("good", true);
    await check.soundSiren("good");
    expect(check.sirens.hearings).toEqual([{ call: "c-good", heard: true }]);
  });

  it("of which a platform begun anew knows nothing are tested again", async () => {
    const keep = vi
      .spyOn(wire, "keepTest")
      .mockRejectedValueOnce(new Refusal(409, "", "siren-test-unknown"))
      .mockResolvedValueOnce(ROW);
    vi.spyOn(wire, "soundSiren").mockImplementation(async (name) => call(name));
    await reachSirens();
    await check.soundSiren("good");
    check.sirens.answer("good", true);
    check.finish();
    await settled();
    expect(check.stage).toBe("sirens");
    const [good, hanging] = check.sirens.turns;
    expect(good).toMatchObject({ call: null, heard: null, trouble: "forgotten" });
    expect(hanging).toMatchObject({ call: null, trouble: null });
    await check.soundSiren("good");
    check.sirens.answer("good", false);
    check.finish();
    await settled();
    expect(keep.mock.calls[1]![0].sirens).toEqual([{ call: "c-good", heard: false }]);
    expect(keep.mock.calls[1]![1]).not.toBe(keep.mock.calls[0]![1]);
    expect(check.stage).toBe("kept");
  });

  it("give way to an alarm, and an answer to a test before counts for nothing", async () => {
    let arrive: (call: wire.SirenCall) => void = () => undefined;
    vi.spyOn(wire, "soundSiren").mockReturnValue(new Promise((resolve) => (arrive = resolve)));
    await reachSirens();
    void check.soundSiren("good");
    check.interrupt();
    expect(check.stage).toBe("interrupted");
    check.begin("中控 1");
    arrive(call("good"));
    await settled();
    expect(check.sirens.turns[0]!.call).toBeNull();
  });
});
