/**
 * Filed stops (报备停用) as a desk shows them: under which heading, how many, what may be done with one
 * now and how long that is so. Pure. What may be done is the server's to decide (`docs/filed_stops.md`);
 * here only what is worth offering.
 */
import type { Instant } from "../wire/frames";
import type { FiledStop, StopAct, StopState } from "../wire/filed_stops";

/** In the order in which somebody has to look at them. */
export const STOP_STATES: readonly StopState[] = [
  "requested",
  "in_force",
  "approved",
  "ended",
  "refused",
  "withdrawn",
  "lapsed",
];

/** States in which something can still happen. */
const OPEN: ReadonlySet<StopState> = new Set(["requested", "approved", "in_force"]);

export function isOpen(stop: FiledStop): boolean {
  return OPEN.has(stop.state);
}

export function countStops(stops: Iterable<FiledStop>): Record<StopState, number> {
  const counts = Object.fromEntries(STOP_STATES.map((state) => [state, 0])) as Record<
    StopState,
    number
  >;
  // A state that this version does not know has no heading of its own.
  for (const { state } of stops) if (state in counts) counts[state] += 1;
  return counts;
}

/** When something happens by itself next, and what: it begins, it ends, or it lapses undecided. */
export interface NextStep {
  step: "begins" | "ends" | "lapses";
  at: Instant;
}

/** Null: nothing happens to it any more. */
export function findNextStep({ state, from, until }: FiledStop): NextStep | null {
  if (state === "approved") return { step: "begins", at: from };
  if (state === "in_force") return { step: "ends", at: until };
  return state === "requested" ? { step: "lapses", at: until } : null;
}

function dueAt(stop: FiledStop): number {
  return findNextStep(stop)?.at ?? Infinity;
}

/** Of what is open first what happens soonest; of what is over the newest first. */
function compareStops(one: FiledStop, other: FiledStop): number {
  const [due, otherDue] = [dueAt(one), dueAt(other)];
  if (due !== otherDue) return due - otherDue;
  return other.requested_at - one.requested_at || (one.id < other.id ? 1 : -1);
}

/** Those in one state, or all: what is open before what is over. */
export function listStops(
  stops: readonly FiledStop[],
  state: StopState | null,
): readonly FiledStop[] {
  return stops.filter((stop) => state === null || stop.state === state).sort(compareStops);
}

export interface Person {
  user: string | null;
  mayFile: boolean;
  mayDecide: boolean;
}

/** What a person may do with a stop as it stands, in the order of the buttons. */
export function offerActs(stop: FiledStop, { user, mayFile, mayDecide }: Person): StopAct[] {
  const own = stop.requested_by === user;
  const shortens = mayDecide || (own && mayFile);
  switch (stop.state) {
    case "requested":
      return [
        ...(mayDecide && !own ? (["approve", "refuse"] as const) : []),
        ...(shortens ? (["withdraw"] as const) : []),
      ];
    case "approved":
      return shortens ? ["withdraw"] : [];
    case "in_force":
      return shortens ? ["end"] : [];
    default:
      return [];
  }
}

/** Whether somebody who decides has to leave this one to another. */
export function awaitsAnother(stop: FiledStop, { user, mayDecide }: Person): boolean {
  return mayDecide && stop.state === "requested" && stop.requested_by === user;
}

/** Whatever denies or shortens somebody's stop says why. */
export function needsReason(act: StopAct): boolean {
  return act !== "approve";
}

/** One thing that happened to a stop: `stopStep_*`, by whom, and when if that is recorded. */
export interface StopStep {
  step: "requested" | "approved" | "refused" | "began" | "ended" | "withdrawn" | "lapsed";
  by: string;
  at: Instant | null;
}

/** All that became of a stop, in its order. When it was withdrawn its row does not tell. */
export function listSteps(stop: FiledStop): StopStep[] {
  const { state, decided_at, began_at, ended_at, ended_by, until } = stop;
  const steps: StopStep[] = [{ step: "requested", by: stop.requested_by, at: stop.requested_at }];
  if (decided_at !== null) {
    const step = state === "refused" ? "refused" : "approved";
    steps.push({ step, by: stop.decided_by, at: decided_at });
  }
  if (began_at !== null) steps.push({ step: "began", by: "system", at: began_at });
  if (ended_at !== null) steps.push({ step: "ended", by: ended_by, at: ended_at });
  if (state === "withdrawn") steps.push({ step: "withdrawn", by: ended_by, at: null });
  if (state === "lapsed") steps.push({ step: "lapsed", by: ended_by, at: until });
  return steps;
}
