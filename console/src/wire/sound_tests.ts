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
  /** Every signal was heard, every siren delivered and heard. */
  passed: boolean;
  /** Of every siren that there was. A platform of before there were any tells none. */
  sirens?: SirenTrial[];
}

/** What became of a siren in a test. */
export interface SirenTrial {
  siren: string;
  /** Null: it was not tested. */
  at: Instant | null;
  delivered: boolean;
  /** The channel's own. */
  words: string;
  heard: boolean;
}

/** A siren that the platform told to sound. */
export interface SirenCall {
  id: string;
  siren: string;
  at: Instant;
  delivered: boolean;
  words: string;
}

export interface SirenHearing {
  call: string;
  heard: boolean;
}

/** Null: no shift runs; no test since it began. */
export interface SoundTestDue {
  shift: Turn | null;
  done: SoundTestRow | null;
  /** The names of those that are tested besides the desk. */
  sirens?: string[];
}

/** Longer than the platform waits for a siren's channel. */
const SIREN_PATIENCE_MS = 15_000;

export function readDue(desk: string): Promise<SoundTestDue> {
  return request("GET", `/sound-tests/due?desk=${encodeURIComponent(desk)}`);
}

/** @param key under which the server keeps it once, however often it is asked */
export function keepTest(
  test: {
    desk: string;
    heard: readonly Signal[];
    silent: readonly Signal[];
    sirens?: readonly SirenHearing[];
  },
  key: string,
): Promise<SoundTestRow> {
  const more = { headers: { "Idempotency-Key": key } };
  return request("POST", "/sound-tests", test, undefined, more);
}

/** @throws {Refusal} where the siren is being tested, or was a moment ago */
export function soundSiren(name: string, desk: string): Promise<SirenCall> {
  const path = `/sound-tests/sirens/${encodeURIComponent(name)}`;
  return request("POST", path, { desk }, undefined, { patience: SIREN_PATIENCE_MS });
}
