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
import { alarm } from "./rows";

const nothing: Result = { t: "result", id: 1, ok: [], conflict: [], refused: [], problem: null };

describe("an act", () => {
  it("is wanted in its states only", () => {
    expect(wants("acknowledge", alarm({ state: "latched_unacknowledged" }))).toBe(true);
    expect(wants("acknowledge", alarm({ state: "acknowledged" }))).toBe(false);
    expect(wants("reset", alarm({ state: "latched_acknowledged" }))).toBe(true);
    expect(wants("reset", alarm({ state: "latched_unacknowledged" }))).toBe(false);
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
    expect(judgeStatus(503, "Error: journal")).toEqual({ kind: "unknown" });
    expect(judgeStatus(500, "Internal")).toEqual({ kind: "refused", why: "other" });
  });
});

describe("a notice", () => {
  const row = alarm({ raised_at: 1 });
  const pending: Notice = { act: "acknowledge", raisedAt: 1, kind: "pending", since: 0 };
  const unknown: Notice = { act: "acknowledge", raisedAt: 1, kind: "unknown" };

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
    const reset: Notice = { act: "reset", raisedAt: 1, kind: "refused", why: "condition_unknown" };
    expect(revise(reset, { ...row, state: "latched_acknowledged" }, 0)).toBe(reset);
    expect(revise(reset, { ...row, state: "unacknowledged" }, 0)).toBeNull();
  });

  it("does not wait for ever", () => {
    expect(revise(pending, row, PATIENCE_MS - 1)).toBe(pending);
    expect(revise(pending, row, PATIENCE_MS)).toEqual(unknown);
  });
});
