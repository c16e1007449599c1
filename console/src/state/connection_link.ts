/**
 * The checks of a connection test that ask how frames come: connected, taken, numbered, by a right
 * clock, steadily. Pure.
 */
import { formatNumber } from "../words/number";
import { formatClock } from "../words/time";
import { countLost, grown, longestSilence, WATCHED_MS, type Run } from "./connection_run";
import { judge, type Evidence, type Judged, type TagEvidence } from "./connection_evidence";
import { isClockOff } from "./gateway_list";
import { tellRun } from "./ledger";

/** Intervals that a link may be silent before it is not steady, and the least time of it. */
export const SILENT_INTERVALS = 3;
const SILENT_MS = 10_000;

/** The share of the readings that intervals promise which must have come. */
const STEADY_SHARE = 0.9;

/** Formats whose frames tell no time. */
const TIMELESS: ReadonlySet<string> = new Set(["bare"]);

function seconds(ms: number, decimals = 0): string {
  return formatNumber(ms / 1000, decimals);
}

/** Readings a second. */
function rateOf(readings: number, ms: number): string {
  return formatNumber((1000 * readings) / ms, 1);
}

function wasHeard(run: Run, { row }: Evidence): boolean {
  return row.last_seen !== null && row.last_seen >= run.began;
}

export function judgeConnected(run: Run, evidence: Evidence): Judged {
  const { row } = evidence;
  if (row.last_seen === null) return judge("waiting", "test_connected_never");
  const time = formatClock(row.last_seen);
  if (!wasHeard(run, evidence)) return judge("waiting", "test_connected_before", { time });
  return row.online
    ? judge("passed", "test_connected_passed", { time })
    : judge("failed", "test_connected_offline", { time });
}

export function judgeTaken(run: Run): Judged {
  const since = grown(run);
  if (!since || (since.frames === 0 && since.refused === 0)) {
    return judge("waiting", "test_taken_waiting");
  }
  const { frames, readings, refused } = since;
  if (readings > 0) return judge("passed", "test_taken_passed", { frames, readings });
  return refused > 0
    ? judge("failed", "test_taken_refused", { refused })
    : judge("waiting", "test_taken_status");
}

export function judgeNumbered(run: Run, { gateway, ledger }: Evidence): Judged {
  if (gateway.topics.ack === "") return judge("spared", "test_numbered_spared");
  const since = grown(run);
  if (!since || !ledger || since.readings === 0) return judge("waiting", "test_waits_for_readings");
  const { newest, acknowledged } = ledger;
  if (since.numbered === 0 || newest === null) return judge("failed", "test_numbered_none");
  const { seq, boot } = newest;
  if (boot === "") return judge("failed", "test_numbered_no_boot", { seq });
  if (acknowledged?.boot !== boot) {
    return judge("waiting", "test_numbered_unacknowledged", { seq });
  }
  const told = { seq, acknowledged: acknowledged.seq };
  const gaps = ledger.gaps.filter((gap) => gap.boot === boot);
  if (gaps.length === 0) return judge("passed", "test_numbered_passed", told);
  const findings = gaps.map((gap) => ({ subject: tellRun(gap), said: null }));
  return { ...judge("failed", "test_numbered_gap", told), findings };
}

export function judgeClock(run: Run, evidence: Evidence): Judged {
  if (TIMELESS.has(evidence.gateway.format)) return judge("spared", "test_clock_spared");
  const { skew_ms: skew } = evidence.row;
  const tolerance = evidence.gateway.clock_tolerance_ms;
  const places = { seconds: seconds(Math.abs(skew ?? 0), 1), tolerance: seconds(tolerance) };
  if (skew === null || !wasHeard(run, evidence)) {
    return judge("waiting", "test_clock_waiting", places);
  }
  if (!isClockOff(skew, tolerance)) return judge("passed", "test_clock_passed", places);
  return judge("failed", skew > 0 ? "test_clock_behind" : "test_clock_ahead", places);
}

export function judgeSteady({ recent }: Run, { tags, row }: Evidence): Judged {
  const [first, last] = [recent[0], recent.at(-1)];
  const watched = first && last ? last.at - first.at : 0;
  if (!first || !last || watched < WATCHED_MS) {
    const left = Math.ceil((WATCHED_MS - watched) / 1000);
    return judge("waiting", "test_steady_waiting", { left });
  }
  if (last.frames === first.frames || !row.online) return judge("failed", "test_steady_silent");
  const readings = last.readings - first.readings;
  const rate = rateOf(readings, watched);
  const gaps = countLost(recent);
  if (gaps > 0) return judge("failed", "test_steady_gaps", { rate, gaps });
  const intervals = listIntervals(tags ?? []);
  const silence = longestSilence(recent);
  if (silence > allowedSilence(intervals)) {
    return judge("failed", "test_steady_broken", { rate, silence: seconds(silence) });
  }
  const due = countDue(intervals, watched);
  if (readings < STEADY_SHARE * Math.floor(due)) {
    return judge("failed", "test_steady_few", { rate, promised: rateOf(due, watched) });
  }
  return judge("passed", "test_steady_passed", { rate });
}

/** Of the tags that it is to bring at intervals, ms. */
function listIntervals(tags: readonly TagEvidence[]): readonly number[] {
  return tags.flatMap(({ expected, interval_s }) =>
    expected && interval_s !== null ? [1000 * interval_s] : [],
  );
}

/** What reports by exception may be silent for as long as nothing happens. */
function allowedSilence(intervals: readonly number[]): number {
  return Math.max(SILENT_MS, SILENT_INTERVALS * Math.min(Infinity, ...intervals));
}

/** The readings that the intervals promise. */
function countDue(intervals: readonly number[], watched: number): number {
  return intervals.reduce((sum, interval) => sum + watched / interval, 0);
}
