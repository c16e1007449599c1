/**
 * What a connection test remembers: when it began, what the ledger counted then, and how the counts
 * grew within the last minute. Pure; judging it is `connection_test.ts`.
 */
import type { Instant } from "../wire/frames";
import type { Ledger } from "../wire/rest";
import { sumRefused } from "./ledger";

/** How long a link must be watched before it is called steady. */
export const WATCHED_MS = 60_000;

/** The counts of one reading of the ledger. */
export interface Tick {
  at: Instant;
  frames: number;
  readings: number;
  numbered: number;
  refused: number;
  /** Numbers missing now. */
  gaps: number;
}

export interface Run {
  began: Instant;
  /** The counts at the beginning; null before the ledger was first read. */
  start: Tick | null;
  /** Those of the last minute and the newest before it, oldest first. */
  recent: readonly Tick[];
  /** Whether the platform began to count anew meanwhile. */
  restarted: boolean;
}

export function begin(now: Instant): Run {
  return { began: now, start: null, recent: [], restarted: false };
}

function readTick({ counters, refused }: Ledger, at: Instant): Tick {
  const count = (name: string) => counters[name] ?? 0;
  return {
    at,
    frames: count("frames"),
    readings: count("readings"),
    numbered: count("numbered") + count("repeated"),
    refused: sumRefused(refused),
    gaps: count("gaps"),
  };
}

const NOTHING = { frames: 0, readings: 0, numbered: 0, refused: 0, gaps: 0 };

/** Takes up what the ledger says now. */
export function note(run: Run, ledger: Ledger, now: Instant): Run {
  const tick = readTick(ledger, now);
  const last = run.recent.at(-1);
  // Counts that fall are those of a platform that was started anew: all of them are new.
  if (last && tick.frames < last.frames) {
    return { ...run, start: { at: now, ...NOTHING }, recent: [tick], restarted: true };
  }
  return { ...run, start: run.start ?? tick, recent: [...dropOld(run.recent, now), tick] };
}

/** Keeps one tick that is older than the window, so that the ticks span all of it. */
function dropOld(ticks: readonly Tick[], now: Instant): readonly Tick[] {
  const old = ticks.filter(({ at }) => now - at >= WATCHED_MS).length;
  return old > 1 ? ticks.slice(old - 1) : ticks;
}

/** What was counted since the test began; null before the ledger was read. */
export function grown({ start, recent }: Run): Omit<Tick, "at" | "gaps"> | null {
  const last = recent.at(-1);
  if (!start || !last) return null;
  return {
    frames: last.frames - start.frames,
    readings: last.readings - start.readings,
    numbered: last.numbered - start.numbered,
    refused: last.refused - start.refused,
  };
}

/** Numbers that came to be missing within the ticks; those of before may still be. */
export function countLost(ticks: readonly Tick[]): number {
  return ticks.reduce((lost, tick, place) => {
    const before = ticks[place - 1] ?? tick;
    return lost + Math.max(0, tick.gaps - before.gaps);
  }, 0);
}

/** The longest time within the ticks in which no frame came, ms. */
export function longestSilence(ticks: readonly Tick[]): number {
  let longest = 0;
  let heard = ticks[0];
  for (const tick of ticks) {
    if (tick.frames > heard!.frames) heard = tick;
    longest = Math.max(longest, tick.at - heard!.at);
  }
  return longest;
}
