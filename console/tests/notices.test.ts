import { describe, expect, it } from "vitest";
import {
  judgeResult,
  judgeStatus,
  PATIENCE_MS,
  revise,
  wants,
  type Notice,
} from "../src/state/notices";
import type { Result } from "../src/wire/frames";
import { alarm, hold, silent } from "./rows";

const nothing: Result = { t: "result", id: 1, ok: [], conflict: [], refused: [], problem: null };

describe("an act", () => {
  it("is wanted in its states only", () => {
    expect(wants("acknowledge", alarm({ state: "latched_unacknowledged" }))).toBe(true);
    expect(wants("acknowledge", alarm({ state: "acknowledged" }))).toBe(false);
    expect(wants("reset", alarm({ state: "latched_acknowledged" }))).toBe(true);
    expect(wants("reset", alarm({ state: "latched_unacknowledged" }))).toBe(false);
    expect(wants("unshelve", alarm(silent("shelved")))).toBe(true);
    expect(wants("unshelve", alarm(silent("suppressed")))).toBe(false);
    expect(wants("return-to-service", alarm(silent("out_of_service")))).toBe(true);
  });
});

describe("the answer of the live stream", () => {
  it("is done, conflict or refused with the server's word", () => {
    expect(judgeResult("a", { ...nothing, ok: ["a"] })).toEqual({ kind: "done" });
    expect(judgeResult("a", { ...nothing, conflict: ["a"] })).toEqual({ kind: "conflict" });
    const refused = [{ key: "a", detail: "still_active" }];
    expect(judgeResult("a", { ...nothing, refused })).toEqual({
      kind: "refused",
      why: "still_active",
    });
  });

  it("is unknown when the socket went first or the server could not tell", () => {
    expect(judgeResult("a", null)).toEqual({ kind: "unknown" });
    const problem = { title: "Not confirmed", status: 503 };
    expect(judgeResult("a", { ...nothing, problem })).toEqual({ kind: "unknown" });
  });

  it("never shows what the server wrote about a frame it did not take", () => {
    const problem = { title: "Forbidden", status: 403 };
    expect(judgeResult("a", { ...nothing, problem })).toEqual({
      kind: "refused",
      why: "forbidden",
    });
    expect(judgeResult("a", nothing)).toEqual({ kind: "refused", why: "other" });
  });
});

describe("the answer of a request", () => {
  it("tells a conflict, a refusal with its word, and what nobody knows", () => {
    expect(judgeStatus(412, "version_passed: …")).toEqual({ kind: "conflict" });
    expect(judgeStatus(409, "condition_unknown")).toEqual({
      kind: "refused",
      why: "condition_unknown",
    });
    expect(judgeStatus(403, "wrong password", "second-person")).toEqual({
      kind: "refused",
      why: "second_person_refused",
    });
    expect(judgeStatus(429, "")).toEqual({ kind: "refused", why: "too_many_attempts" });
    expect(judgeStatus(403, "")).toEqual({ kind: "refused", why: "forbidden" });
    expect(judgeStatus(503, "Error: journal")).toEqual({ kind: "unknown" });
    expect(judgeStatus(500, "Internal")).toEqual({ kind: "refused", why: "other" });
  });
});

describe("a notice", () => {
  const row = alarm({ raised_at: 1 });
  const pending: Notice = { act: "acknowledge", about: 1, kind: "pending", since: 0 };
  const unknown: Notice = { act: "acknowledge", about: 1, kind: "unknown" };

  it("stays until the alarm shows the outcome", () => {
    expect(revise(unknown, row, 0)).toBe(unknown);
    expect(revise(unknown, { ...row, version: 2 }, 0)).toBe(unknown);
    expect(revise(unknown, { ...row, state: "acknowledged" }, 0)).toBeNull();
  });

  it("goes with its alarm, and with a new activation that nobody has acted upon", () => {
    expect(revise(unknown, undefined, 0)).toBeNull();
    expect(revise(unknown, { ...row, raised_at: 2 }, 0)).toBeNull();
  });

  it("of a reset goes when the alarm is no longer latched", () => {
    const reset: Notice = { act: "reset", about: 1, kind: "refused", why: "condition_unknown" };
    expect(revise(reset, { ...row, state: "latched_acknowledged" }, 0)).toBe(reset);
    expect(revise(reset, { ...row, state: "unacknowledged" }, 0)).toBeNull();
  });

  it("of a shelving goes when other terms hold, not with a new activation", () => {
    const wish: Notice = { act: "shelve", about: null, kind: "refused", why: "too_long" };
    expect(revise(wish, { ...row, raised_at: 2 }, 0)).toBe(wish);
    expect(revise(wish, { ...row, ...silent("shelved", { at: 5 }) }, 0)).toBeNull();
    const again: Notice = { ...wish, about: 5 };
    expect(revise(again, { ...row, ...silent("shelved", { at: 5 }) }, 0)).toBe(again);
    expect(revise(again, { ...row, ...silent("shelved", { at: 9 }) }, 0)).toBeNull();
  });

  it("of an unshelving goes with the shelving, whatever else holds the alarm", () => {
    const end: Notice = { act: "unshelve", about: 5, kind: "unknown" };
    const both = [hold({ held: "out_of_service", at: 2 }), hold({ at: 5 })];
    const held = alarm({ held: "out_of_service", annunciated: false, holds: both });
    expect(revise(end, held, 0)).toBe(end);
    expect(revise(end, { ...held, holds: both.slice(0, 1) }, 0)).toBeNull();
  });

  it("does not wait for ever", () => {
    expect(revise(pending, row, PATIENCE_MS - 1)).toBe(pending);
    expect(revise(pending, row, PATIENCE_MS)).toEqual(unknown);
  });
});
