/**
 * A test of this desk's sounds, signal by signal: each is played, and whoever sits there says whether
 * it was heard. Pure. Something real to be heard ends it: what was answered by then counts for nothing.
 */
import type { Signal } from "./annunciation";

/** In the order in which they are played: the most urgent first. */
export const SIGNALS: readonly Signal[] = ["critical", "high", "medium", "low", "lost"];

export interface SoundTest {
  heard: readonly Signal[];
  silent: readonly Signal[];
}

export const BEGUN: SoundTest = { heard: [], silent: [] };

/** What is to be played and asked for now; null: all were. */
export function playedIn({ heard, silent }: SoundTest): Signal | null {
  return SIGNALS.find((signal) => !heard.includes(signal) && !silent.includes(signal)) ?? null;
}

export function answerIn(test: SoundTest, heard: boolean): SoundTest {
  const signal = playedIn(test);
  if (signal === null) return test;
  return heard
    ? { ...test, heard: [...test.heard, signal] }
    : { ...test, silent: [...test.silent, signal] };
}
