import { describe, expect, it } from "vitest";
import { crossingState, makeCauseEffect, STATES } from "../src/state/cause_effect";
import type { Demand, InputNow, Interlock, Trip } from "../src/wire/interlocks";
import { words } from "../src/words/words";
import { input, interlock } from "./interlock_rows";

interface Told {
  cause?: Partial<InputNow> | null;
  effect?: Partial<InputNow> | null;
  bypass?: Partial<InputNow> | null;
  demand?: Demand;
  trip?: Trip;
  unseen?: true;
}

function stateOf({ cause, effect, bypass, demand = "ready", trip = "away", unseen }: Told): string {
  const inputs = [
    input("cause", "LT:HH", cause ?? { state: "idle" }),
    input("effect", "XV", effect ?? { state: "free" }),
    ...(bypass === undefined ? [] : [input("bypass", "HS", bypass)]),
  ];
  const one = interlock("IL", { inputs, now: unseen ? null : { demand, trip } });
  return crossingState(one, inputs[0]!, inputs[1]!);
}

const MET = { truth: "true", state: "met" } as const;
const HERE = { truth: "true", state: "acted" } as const;

describe("how an interlock stands between a cause and an effect", () => {
  it("stands by while nothing calls it", () => {
    expect(stateOf({})).toBe("ready");
    expect(stateOf({ bypass: { state: "off" } })).toBe("ready");
  });

  it("is followed from the delay to the effect", () => {
    expect(stateOf({ cause: { truth: "true", state: "delaying" } })).toBe("delaying");
    const demand = "demanded";
    expect(stateOf({ cause: MET, demand, effect: { state: "travelling" } })).toBe("demanded");
    expect(stateOf({ cause: MET, demand, effect: HERE, trip: "tripped" })).toBe("tripped");
    expect(stateOf({ cause: MET, demand, effect: { ...HERE, state: "arrived" } })).toBe("tripped");
  });

  it("tells an effect that fails from one that nobody can verify", () => {
    const called = { cause: MET, demand: "demanded" } as const;
    expect(stateOf({ ...called, effect: { state: "failed" } })).toBe("failed");
    expect(stateOf({ ...called, effect: { truth: "unknown", state: "unverified" } })).toBe(
      "unverified",
    );
  });

  it("knows a cause that demands nothing yet, because others or a permissive are missing", () => {
    expect(stateOf({ cause: MET, demand: "ready" })).toBe("met");
  });

  it("stays tripped until the reset, though its cause is gone", () => {
    expect(stateOf({ demand: "locked", effect: HERE, trip: "tripped" })).toBe("tripped");
  });

  it("does not blame a cause that is not met for another one's demand", () => {
    expect(stateOf({ demand: "demanded", effect: { state: "failed" } })).toBe("ready");
  });

  it("is bypassed also while it is called, but a failed effect is worse", () => {
    for (const state of ["on", "overdue"]) expect(stateOf({ bypass: { state } })).toBe("bypassed");
    const called = { cause: MET, demand: "demanded", bypass: { state: "on" } } as const;
    expect(stateOf({ ...called, effect: { state: "travelling" } })).toBe("bypassed");
    expect(stateOf({ ...called, effect: { state: "failed" } })).toBe("failed");
  });

  it("is spurious where an effect is there without a demand", () => {
    expect(stateOf({ trip: "spurious", effect: { ...HERE, state: "free" } })).toBe("spurious");
    expect(stateOf({ trip: "spurious" })).toBe("ready");
  });

  it("is unknown where any of it is, and where the platform does not see it", () => {
    const unknown = { truth: "unknown" } as const;
    expect(stateOf({ cause: unknown })).toBe("unknown");
    expect(stateOf({ effect: unknown })).toBe("unknown");
    expect(stateOf({ bypass: unknown })).toBe("unknown");
    expect(stateOf({ unseen: true, cause: MET })).toBe("unknown");
  });

  it("has a word for every state", () => {
    for (const state of STATES) expect(words).toHaveProperty(`crossing_${state}`);
  });
});

describe("the matrix", () => {
  const high = (id: string, causes: string[], effects: [string, number][]): Interlock =>
    interlock(id, {
      inputs: [
        ...causes.map((name) => input("cause", name, { state: "idle" })),
        ...effects.map(([tag, expected]) => input("effect", tag, { state: "free" }, expected)),
      ],
    });
  const matrix = makeCauseEffect([
    high("A", ["LT:HH", "PT:HH"], [["XV", 0]]),
    high("B", ["LT:HH"], [["XV", 0], ["P", 0], ["XV", 1]]),
  ]);
  const at = (cause: string, effect: string) => {
    const row = matrix.causes.find(({ name }) => name === cause)!;
    const column = matrix.effects.find(({ key }) => key === effect)!;
    return matrix.at(row, column).map((crossing) => crossing.interlock.id);
  };

  it("has every cause and every effect once, a tag of two positions twice", () => {
    expect(matrix.causes.map(({ name }) => name)).toEqual(["LT:HH", "PT:HH"]);
    expect(matrix.effects.map(({ key }) => key)).toEqual(["XV=0", "P=0", "XV=1"]);
  });

  it("names the interlocks that lead from one to the other, and none where none does", () => {
    expect(at("LT:HH", "XV=0")).toEqual(["A", "B"]);
    expect(at("PT:HH", "XV=0")).toEqual(["A"]);
    expect(at("PT:HH", "P=0")).toEqual([]);
    expect(matrix.counts).toEqual(new Map([["ready", 5]]));
  });

  it("shows a cause as the interlock sees it that has come furthest", () => {
    const seen = (...states: (Partial<InputNow> | null)[]) =>
      makeCauseEffect(
        states.map((now, place) =>
          interlock(String(place), { inputs: [input("cause", "LT:HH", now)] }),
        ),
      ).causes[0]!.now?.state;
    expect(seen({ state: "idle" }, { state: "delaying" }, { state: "met" })).toBe("met");
    expect(seen({ state: "met" }, { state: "idle" })).toBe("met");
    expect(seen({ state: "idle" }, null)).toBeUndefined();
  });

  it("of nothing is empty", () => {
    const none = makeCauseEffect([]);
    expect([none.causes, none.effects, none.counts.size]).toEqual([[], [], 0]);
  });
});
