/**
 * The reports as REST tells them: how well the alarm system does, and the online rate. Types and
 * calls; the names of the figures are the server's (docs/kpi.md, docs/filed_stops.md).
 */
import type { Span } from "../state/kpi_range";
import type { Bilingual, Held, Instant, Priority } from "./frames";
import { request } from "./rest";

/** By what the figures are broken down. */
export const GROUPINGS = ["enterprise", "hazard", "priority", "shift"] as const;

export type Grouping = (typeof GROUPINGS)[number];

/** A month of a busy park takes seconds to count, and waits for another report to be done. */
const PATIENCE_MS = 60_000;

export interface KpiTarget {
  name: string;
  label: Bilingual;
  value: number | null;
  unit: Bilingual;
  sense: "at_most" | "below" | "at_least";
  target: number;
  ceiling: number | null;
  met: boolean | null;
  manageable: boolean | null;
  standard: string;
  trust: string;
}

export interface KpiDefinition {
  name: string;
  label: Bilingual;
  value: number;
  shipped: number;
  unit: Bilingual;
}

export interface KpiResponse {
  /** Null: all of them. */
  priority: Priority | null;
  label: Bilingual;
  acknowledged: number;
  median_ms: number | null;
  p90_ms: number | null;
  longest_ms: number | null;
  waiting: number;
}

export interface KpiFigures {
  annunciated: number;
  held: number;
  late: number;
  per_hour: number | null;
  peak_10min: number;
  flood_ms: number | null;
  priorities: Record<Priority, number>;
  chattering_alarms: number;
  fleeting: number;
  stale: number;
  standing: number;
  standing_held: number;
  standing_mean: number;
  response: KpiResponse[];
}

export interface KpiGroup {
  key: string;
  label: Bilingual;
  figures: KpiFigures;
}

export interface KpiFlood {
  begin: Instant;
  end: Instant;
  alarms: number;
  peak_10min: number;
}

export interface KpiBar {
  begin: Instant;
  alarms: number;
  /** Those of its worst 10 minutes, an operator's. */
  most: number;
}

export interface KpiAlarm {
  alarm: string;
  label: Bilingual;
  count: number;
  /** Per cent. */
  share: number;
}

export interface KpiStale {
  alarm: string;
  label: Bilingual;
  since: Instant;
  standing_ms: number;
}

export interface KpiHolding {
  held: Held;
  label: Bilingual;
  begun: number;
  alarms: number;
  held_ms: number;
  standing: number;
  raised: number;
}

export interface KpiReport {
  from: Instant;
  to: Instant;
  by: Grouping;
  operators: number;
  /** The journal's first entry: of what was before nothing is known. */
  first: Instant | null;
  sample_days: number;
  short_sample: boolean;
  total: KpiFigures;
  targets: KpiTarget[];
  groups: KpiGroup[];
  flood_count: number;
  floods: KpiFlood[];
  bad_actors: KpiAlarm[];
  chattering: KpiAlarm[];
  fleeting: KpiAlarm[];
  stale: KpiStale[];
  holdings: KpiHolding[];
  definitions: KpiDefinition[];
  bar_ms: number;
  bars: KpiBar[];
}

export interface OnlineFigures {
  points: number;
  filed_ms: number;
  unheard_ms: number;
  rate: number | null;
  met: boolean | null;
}

export interface OnlineGroup {
  key: string;
  label: Bilingual;
  figures: OnlineFigures;
}

export interface OnlineDay {
  from: Instant;
  to: Instant;
  rate: number | null;
  met: boolean | null;
  enterprises: { key: string; rate: number | null; met: boolean | null }[];
}

export interface OnlineReport {
  from: Instant;
  to: Instant;
  listened_ms: number;
  first: Instant | null;
  target: KpiTarget;
  total: OnlineFigures;
  enterprises: OnlineGroup[];
  /** None where the time is longer than two months. */
  days: OnlineDay[];
}

function pathOfKpi(span: Span, by: Grouping): string {
  return `/reports/kpi?from=${span.from}&to=${span.to}&by=${by}`;
}

function pathOfOnline(span: Span): string {
  return `/reports/online-rate?from=${span.from}&to=${span.to}`;
}

export function readKpi(span: Span, by: Grouping, signal: AbortSignal): Promise<KpiReport> {
  return request("GET", pathOfKpi(span, by), undefined, signal, { patience: PATIENCE_MS });
}

export function readOnline(span: Span, signal: AbortSignal): Promise<OnlineReport> {
  return request("GET", pathOfOnline(span), undefined, signal, { patience: PATIENCE_MS });
}

/** The same reports as files: a table for a spreadsheet, a page for paper. */
export type FileForm = "csv" | "html";

export function linkToKpi(span: Span, by: Grouping, form: FileForm): string {
  return `/api/v1${pathOfKpi(span, by)}&format=${form}`;
}

export function linkToOnline(span: Span, form: FileForm): string {
  return `/api/v1${pathOfOnline(span)}&format=${form}`;
}
