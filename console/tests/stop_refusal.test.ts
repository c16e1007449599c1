import { describe, expect, it } from "vitest";
import { isConflict, readRefusal } from "../src/state/stop_refusal";
import { words } from "../src/words/words";

describe("why the server did not do it", () => {
  it.each([
    [422, "refused", "too_long: 259200000 ms", "too_long", "259200000 ms"],
    [422, "refused", "scope_unknown: LT-7, LT-8", "scope_unknown", "LT-7, LT-8"],
    [403, "refused", "own_request", "own_request", ""],
    [403, "forbidden", "needs the right to file_stops", "forbidden", ""],
    [412, "stale-version", "the entity is at version 3", "version_passed", ""],
    [503, "not-confirmed", "no answer within 5 s", "not_confirmed", ""],
    [400, "invalid", "Expected `int`", "other", "Expected `int`"],
    [500, "", "", "other", "500"],
  ])("%s %s %s", (status, kind, message, name, what) => {
    expect(readRefusal({ status, kind, message })).toEqual({ name, what });
  });

  it("is a conflict where what was seen has changed", () => {
    expect([404, 409, 412].every((status) => isConflict({ status }))).toBe(true);
    expect([403, 422, 503].some((status) => isConflict({ status }))).toBe(false);
  });

  it("has words for all that the server names", () => {
    const names =
      "unknown_stop already_decided not_decided already_in_force not_in_force over " +
      "already_requested version_passed own_request not_yours reason_missing scope_missing " +
      "scope_unknown other_enterprise wrong_way_round already_over too_long too_far_ahead " +
      "from_unreadable until_unreadable forbidden not_confirmed unavailable other";
    for (const name of names.split(" ")) expect(words).toHaveProperty(`stopRefusal_${name}`);
    const states = "requested approved in_force ended refused withdrawn lapsed";
    for (const state of states.split(" ")) expect(words).toHaveProperty(`stopState_${state}`);
  });
});
