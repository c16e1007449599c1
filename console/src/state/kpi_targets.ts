/**
 * A figure beside its target: how it came out, and where both stand on a bar. Pure. Whether a target
 * is met is the report's to say; here only how it is told.
 */
import type { KpiReport, KpiTarget } from "../wire/reports";

/** `manageable`: beyond the target, within the worst that a text still allows. */
export type Verdict = "within" | "manageable" | "beyond" | "unknown";

export function judge(target: Pick<KpiTarget, "met" | "manageable">): Verdict {
  if (target.met === null) return "unknown";
  if (target.met) return "within";
  return target.manageable ? "manageable" : "beyond";
}

/** Whether the journal had begun before the time was over: of what was before it nothing is known. */
export function isKnown({ first, to }: Pick<KpiReport, "first" | "to">): boolean {
  return first !== null && first < to;
}

/** Places on a bar from 0 to 1; null where there is nothing to show. */
export interface TargetBar {
  value: number | null;
  target: number;
  ceiling: number | null;
  /** The figure is farther than the bar goes. */
  cut: boolean;
}

/** How far the bar goes beyond what is wanted, so that a figure just beyond is seen to be. */
const ROOM = 2;

/**
 * The bar ends at twice what is wanted, or at 100 where that is a share of so much: one absurd figure
 * must not make all others look well.
 */
export function placeOnBar(target: KpiTarget): TargetBar {
  const wanted = Math.max(target.target, target.ceiling ?? 0);
  const percent = target.unit.en.startsWith("%");
  const end = percent && wanted > 100 / ROOM ? 100 : wanted * ROOM || 1;
  const place = (value: number) => Math.min(1, Math.max(0, value / end));
  return {
    value: target.value === null ? null : place(target.value),
    target: place(target.target),
    ceiling: target.ceiling === null ? null : place(target.ceiling),
    cut: (target.value ?? 0) > end,
  };
}

/** The groups in which the figures stand on the screen, by their names in the report. */
export const TARGET_GROUPS = {
  rates: ["alarms_per_day", "alarms_per_hour", "alarms_per_10min", "peak_10min"],
  floods: ["busy_slots", "busy_hours", "flood_time"],
  nuisance: ["bad_actor_share", "chattering", "fleeting"],
  standing: ["stale", "standing"],
} as const;

export type TargetGroup = keyof typeof TARGET_GROUPS;

export const PRIORITY_TARGETS = {
  critical: "share_critical",
  high: "share_high",
  medium: "share_medium",
  low: "share_low",
} as const;

const GROUPED: ReadonlySet<string> = new Set([
  ...Object.values(TARGET_GROUPS).flat(),
  ...Object.values(PRIORITY_TARGETS),
]);

/** The targets of a group in its order; those of a newer report that no group knows come last. */
export function pickTargets(targets: readonly KpiTarget[], group: TargetGroup): KpiTarget[] {
  const named = TARGET_GROUPS[group].flatMap((name) => targets.filter((one) => one.name === name));
  const rest = targets.filter((one) => !GROUPED.has(one.name));
  return group === "standing" ? [...named, ...rest] : named;
}
