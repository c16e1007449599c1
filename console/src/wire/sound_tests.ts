/** REST: tests of the desks' sounds (声光测试), as types and calls. */
import type { Signal } from "../state/annunciation";
import type { Instant } from "./frames";
import type { Turn } from "./handovers";
import { request } from "./rest";

export interface SoundTestRow {
  at: Instant;
  by: string;
  desk: string;
  heard: Signal[];
  silent: Signal[];
  /** Every signal was heard. */
  passed: boolean;
}

/** Null: no shift runs; no test since it began. */
export interface SoundTestDue {
  shift: Turn | null;
  done: SoundTestRow | null;
}

export function readDue(desk: string): Promise<SoundTestDue> {
  return request("GET", `/sound-tests/due?desk=${encodeURIComponent(desk)}`);
}

/** @param key under which the server keeps it once, however often it is asked */
export function keepTest(
  test: { desk: string; heard: readonly Signal[]; silent: readonly Signal[] },
  key: string,
): Promise<SoundTestRow> {
  const more = { headers: { "Idempotency-Key": key } };
  return request("POST", "/sound-tests", test, undefined, more);
}
