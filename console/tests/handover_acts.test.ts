import { describe, expect, it } from "vitest";
import { findOffer, isPassed, judgeFailure } from "../src/state/handover_acts";
import type { Signature, Stage } from "../src/wire/handovers";
import { say, words } from "../src/words/words";

const OPERATOR = ["read", "comment", "acknowledge"];
const ENGINEER = ["read", "comment"];
const VIEWER = ["read"];
const LI: Signature = { by: "li", at: 90, edition: 2 };

function make(stage: Stage, changed = {}) {
  return {
    stage,
    shown: 2,
    edition: 2,
    drafted: { by: "li", at: 80, edition: 2 },
    outgoing: stage === "drafted" ? null : LI,
    signable_from: 70,
    ...changed,
  };
}

describe("what is offered", () => {
  it.each([
    ["drafted", OPERATOR, true, ["noted"], "outgoing"],
    ["signed", OPERATOR, true, ["asked", "answered", "remarked"], "incoming"],
    ["sealed", OPERATOR, false, [], null],
    ["drafted", ENGINEER, false, ["noted"], null],
    ["signed", ENGINEER, false, ["asked", "answered", "remarked"], null],
    ["drafted", VIEWER, false, [], null],
    ["signed", VIEWER, false, [], null],
  ] as const)("%s to %s", (stage, scopes, draft, kinds, sign) => {
    const offer = findOffer(make(stage), scopes);
    expect([offer.draft, offer.kinds, offer.sign]).toEqual([draft, kinds, sign]);
  });

  it("is nothing on an edition that was superseded", () => {
    const offer = findOffer(make("drafted", { shown: 1 }), OPERATOR);
    expect(offer).toEqual({ draft: false, takesBack: "", kinds: [], sign: null });
  });

  it("is no signature where the page was made too early, until it is made anew", () => {
    const early = { drafted: { by: "li", at: 69, edition: 2 } };
    expect(findOffer(make("drafted", early), OPERATOR).sign).toBe("too_early");
    expect(findOffer(make("drafted", { signable_from: 80 }), OPERATOR).sign).toBe("outgoing");
  });

  it("says whose signature a new edition takes back", () => {
    expect(findOffer(make("signed"), OPERATOR).takesBack).toBe("li");
    expect(findOffer(make("drafted"), OPERATOR).takesBack).toBe("");
  });
});

describe("what a refusal is called", () => {
  it.each([
    [412, "stale-version", "the handover is at version 3", "conflict"],
    [409, "refused", "same_person", "same_person"],
    [403, "second-person", "wrong", "second_person"],
    [403, "forbidden", "needs the right", "forbidden"],
    [429, "too-many-attempts", "", "too_many_attempts"],
    [503, "unavailable", "", "unavailable"],
    [401, "no-session", "", "logged_out"],
    [null, "", "", "unknown"],
  ])("%s %s", (status, kind, detail, word) => {
    expect(judgeFailure(status, kind, detail).word).toBe(word);
  });

  it("keeps the server's words where nobody knows a better one", () => {
    const failure = judgeFailure(422, "invalid", "it has not begun yet");
    expect(failure).toEqual({ word: "other", detail: "it has not begun yet" });
    expect(say("en", "handoverFault_other", { detail: failure.detail })).toContain("it has not begun yet");
  });

  it("has a word in both languages for every objection of the server", () => {
    const objections =
      "not_drafted not_handed_over already_handed_over sealed same_person too_early " +
      "version_missing words_missing unknown_section";
    for (const word of objections.split(" ")) {
      expect(Object.keys(words)).toContain(`handoverFault_${word}`);
    }
  });

  it("has the record read again where it is no longer what was seen", () => {
    const passed = ["conflict", "sealed", "unknown"].map((word) => isPassed({ word, detail: "" }));
    expect(passed).toEqual([true, true, true]);
    expect(isPassed({ word: "second_person", detail: "" })).toBe(false);
  });
});
