/**
 * The checks of a connection test: what has come of a gateway since the test began, judged one by
 * one. Pure. What is not known yet waits; only what is known to be wrong fails.
 */
import { judgeComplete, judgeKnown, judgePlausible, judgeUnrefused } from "./connection_content";
import type { Evidence, Finding, Judged, Outcome, Saying } from "./connection_evidence";
import {
  judgeClock,
  judgeConnected,
  judgeNumbered,
  judgeSteady,
  judgeTaken,
} from "./connection_link";
import type { Run } from "./connection_run";

export const CHECKS = [
  "connected",
  "taken",
  "numbered",
  "clock",
  "known",
  "plausible",
  "complete",
  "steady",
  "unrefused",
] as const;

export type CheckName = (typeof CHECKS)[number];

export interface Check {
  name: CheckName;
  outcome: Outcome;
  said: Saying;
  /** The first findings, and how many more there are. */
  findings: readonly Finding[];
  more: number;
}

/** Findings that are shown; the rest is counted. */
const SHOWN = 12;

const JUDGES: Readonly<Record<CheckName, (run: Run, evidence: Evidence) => Judged>> = {
  connected: judgeConnected,
  taken: judgeTaken,
  numbered: judgeNumbered,
  clock: judgeClock,
  known: judgeKnown,
  plausible: judgePlausible,
  complete: judgeComplete,
  steady: judgeSteady,
  unrefused: judgeUnrefused,
};

/** All checks in their order. */
export function judgeConnection(run: Run, evidence: Evidence): Check[] {
  return CHECKS.map((name) => {
    const { findings = [], ...judged } = JUDGES[name](run, evidence);
    const more = Math.max(0, findings.length - SHOWN);
    return { name, ...judged, findings: findings.slice(0, SHOWN), more };
  });
}

export function countOutcomes(checks: readonly Check[]): Record<Outcome, number> {
  const counts = { passed: 0, failed: 0, waiting: 0, spared: 0 };
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
}

/** Whether nothing is left to be waited for or mended. */
export function hasPassed(checks: readonly Check[]): boolean {
  return checks.every(({ outcome }) => outcome === "passed" || outcome === "spared");
}
