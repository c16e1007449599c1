/**
 * The cause-and-effect matrix of some interlocks: causes in rows, effects in columns, and where an
 * interlock leads from one to the other how that stands. Pure. Everything in it was judged by the
 * platform, here it is only put where an engineer looks for it.
 */
import type { InputNow, Interlock, InterlockInput } from "../wire/interlocks";
import { inputsOf, isDemanded } from "./interlocks";

/**
 * How one interlock stands between a cause and an effect, what wants a look first:
 * `failed` and `unverified` the effect did not come, or nobody knows; `spurious` it came without its
 * cause; `tripped` it has come; `bypassed` it won't come; `demanded` it is on its way; `met` the cause
 * is true and demands nothing yet (others or a permissive are missing); `delaying` its delay runs;
 * `unknown` nobody can tell; `ready` it stands by.
 */
export const STATES = [
  "failed",
  "unverified",
  "spurious",
  "tripped",
  "bypassed",
  "demanded",
  "met",
  "delaying",
  "unknown",
  "ready",
] as const;

export type CrossingState = (typeof STATES)[number];

export interface Crossing {
  interlock: Interlock;
  state: CrossingState;
}

export interface Cause {
  /** An alarm's id. */
  name: string;
  source: string;
  /** As the interlock sees it that has come furthest. */
  now: InputNow | null;
}

export interface Effect {
  /** Tag and value together. */
  key: string;
  tag: string;
  expected: number | null;
  now: InputNow | null;
}

export interface CauseEffect {
  causes: readonly Cause[];
  effects: readonly Effect[];
  /** Nothing where no interlock leads from the one to the other. */
  at(cause: Cause, effect: Effect): readonly Crossing[];
  /** How many crossings stand so. */
  counts: ReadonlyMap<CrossingState, number>;
}

export function crossingState(
  interlock: Interlock,
  cause: InterlockInput,
  effect: InterlockInput,
): CrossingState {
  const [bypass] = inputsOf(interlock, "bypass");
  if (interlock.now === null) return "unknown";
  const came = effect.now?.state;
  // Locked: the causes are gone, and each of them may have been the one.
  const called = cause.now?.state === "met" || interlock.now.demand === "locked";
  if (called && (came === "failed" || came === "unverified")) return came;
  if (interlock.now.trip === "spurious" && effect.now?.truth === "true") return "spurious";
  if (called && (came === "arrived" || came === "acted")) return "tripped";
  if (bypass?.now?.state === "on" || bypass?.now?.state === "overdue") return "bypassed";
  if (called) return isDemanded(interlock) ? "demanded" : "met";
  if (cause.now?.state === "delaying") return "delaying";
  const doubtful = [cause, effect, bypass].some((one) => one && isUnknown(one));
  return doubtful ? "unknown" : "ready";
}

function isUnknown({ now }: InterlockInput): boolean {
  return now === null || now.truth === "unknown";
}

/** How far a cause has come, the furthest first; of equals what is unknown before what is not. */
const CAUSE_ORDER = ["met", "delaying"];

function further(one: InputNow | null, other: InputNow | null): InputNow | null {
  const rank = (now: InputNow | null) => {
    const place = CAUSE_ORDER.indexOf(now?.state ?? "");
    if (place >= 0) return place;
    return now === null || now.truth === "unknown" ? CAUSE_ORDER.length : CAUSE_ORDER.length + 1;
  };
  return rank(other) < rank(one) ? other : one;
}

function keyOf({ name, expected }: InterlockInput): string {
  return `${name}=${expected ?? ""}`;
}

/** Causes and effects in the order of the plant, each once. */
export function makeCauseEffect(interlocks: readonly Interlock[]): CauseEffect {
  const causes = new Map<string, Cause>();
  const effects = new Map<string, Effect>();
  const cells = new Map<string, Crossing[]>();
  const counts = new Map<CrossingState, number>();
  for (const interlock of interlocks) {
    for (const cause of inputsOf(interlock, "cause")) {
      const { name, source } = cause;
      const known = causes.get(name);
      causes.set(name, { name, source, now: known ? further(known.now, cause.now) : cause.now });
    }
    for (const effect of inputsOf(interlock, "effect")) {
      const { name, expected, now } = effect;
      const key = keyOf(effect);
      if (!effects.has(key)) effects.set(key, { key, tag: name, expected, now });
    }
    cross(interlock, cells, counts);
  }
  return {
    causes: [...causes.values()],
    effects: [...effects.values()],
    at: ({ name }, { key }) => cells.get(`${name} ${key}`) ?? [],
    counts,
  };
}

function cross(
  interlock: Interlock,
  cells: Map<string, Crossing[]>,
  counts: Map<CrossingState, number>,
): void {
  for (const cause of inputsOf(interlock, "cause")) {
    for (const effect of inputsOf(interlock, "effect")) {
      const state = crossingState(interlock, cause, effect);
      const place = `${cause.name} ${keyOf(effect)}`;
      cells.set(place, [...(cells.get(place) ?? []), { interlock, state }]);
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
  }
}
