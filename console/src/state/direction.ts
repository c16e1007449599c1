/**
 * Which way a value goes, by what was seen of it in the last minute. Pure; readings and their times
 * come in. Of what was seen too briefly nothing is said, and no forecast is made.
 */
import type { Instant } from "../wire/frames";

export type Direction = "rising" | "falling" | "level";

export interface Sample {
  t: Instant;
  value: number;
}

/** Samples of one tag, oldest first, none older than the window. */
export type Track = readonly Sample[];

const WINDOW_MS = 60_000;
/** Samples are kept no closer than this: a minute of a fast tag must not fill the memory. */
const APART_MS = 2_000;
/** What was watched for less tells no direction. */
const ENOUGH_MS = 15_000;
/** Of the measuring range: what moves less within the window stands. */
const STILL = 0.005;

/** The track with one more reading; what is not newer than the last changes nothing. */
export function follow(track: Track, t: Instant, value: number): Track {
  const last = track.at(-1);
  if (last && t - last.t < APART_MS) return track;
  return [...track.filter((sample) => t - sample.t <= WINDOW_MS), { t, value }];
}

/**
 * @param span of the measuring range, in the tag's unit; 0: there is none, and the value's own size
 * is what its moves are held against
 */
export function directionOf(track: Track, span: number): Direction | null {
  const [first, last] = [track[0], track.at(-1)];
  if (!first || !last || last.t - first.t < ENOUGH_MS) return null;
  const third = (last.t - first.t) / 3;
  const early = meanOf(track.filter(({ t }) => t <= first.t + third));
  const late = meanOf(track.filter(({ t }) => t >= last.t - third));
  const least = STILL * (span > 0 ? span : Math.max(Math.abs(early), Math.abs(late)));
  if (Math.abs(late - early) <= least) return "level";
  return late > early ? "rising" : "falling";
}

function meanOf(samples: Track): number {
  return samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
}
