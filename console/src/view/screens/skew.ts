/** How far a gateway's clock is from the platform's, in words. */
import { formatNumber } from "../../words/number";
import type { Speech } from "../language";

const MINUTE_MS = 60_000;

/** Seconds with a decimal below a minute; longer as a duration. Positive: its clock is slow. */
export function saySkew(speech: Speech, skewMs: number): string {
  const off = Math.abs(skewMs);
  const time = off < MINUTE_MS ? `${formatNumber(off / 1000, 1)} s` : speech.duration(off);
  return speech.say(skewMs > 0 ? "clockBehind" : "clockAhead", { time });
}

/** Within tolerance the figure alone, beyond it words. */
export function sayBriefSkew(speech: Speech, skewMs: number | null, off: boolean): string {
  if (skewMs === null) return speech.say("unknownYet");
  if (!off) return `${formatNumber(Math.abs(skewMs) / 1000, 1)} s`;
  return speech.say("clockOffBy", { skew: saySkew(speech, skewMs) });
}
