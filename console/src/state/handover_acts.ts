/**
 * What a person may do with a handover now, after the life that the server gives it
 * (docs/handover.md). Pure. What may be done is the server's to decide; here only what is worth
 * offering, and what is said when it refuses all the same.
 */
import type { Handover, HandoverLine, WordsKind } from "../wire/handovers";

/** `too_early`: the page is of a time at which the shift had too long to go. */
export type Signing = "outgoing" | "incoming" | "too_early" | null;

export interface Offer {
  /** Generate the page anew. */
  draft: boolean;
  /** Doing so takes this person's signature back; empty: there is none. */
  takesBack: string;
  /** What may be said, the usual first. */
  kinds: readonly WordsKind[];
  sign: Signing;
}

const NOTHING: Offer = { draft: false, takesBack: "", kinds: [], sign: null };

const KINDS: Readonly<Record<Handover["stage"], readonly WordsKind[]>> = {
  drafted: ["noted"],
  signed: ["asked", "answered", "remarked"],
  sealed: [],
};

/** The right to draft and to sign. */
export const SIGNS = "acknowledge";
const SPEAKS = "comment";

export function findOffer(
  handover: Pick<
    Handover,
    "stage" | "shown" | "edition" | "drafted" | "outgoing" | "signable_from"
  >,
  scopes: readonly string[],
): Offer {
  // What was superseded is read, and nothing is done to it.
  if (handover.shown !== handover.edition) return NOTHING;
  const signs = scopes.includes(SIGNS);
  return {
    draft: signs && handover.stage !== "sealed",
    takesBack: handover.outgoing?.by ?? "",
    kinds: scopes.includes(SPEAKS) ? KINDS[handover.stage] : [],
    sign: signs ? findSigning(handover) : null,
  };
}

function findSigning({
  stage,
  drafted,
  signable_from,
}: Pick<HandoverLine, "stage" | "drafted" | "signable_from">): Signing {
  if (stage === "signed") return "incoming";
  if (stage === "sealed") return null;
  return drafted.at < signable_from ? "too_early" : "outgoing";
}

/** The word for why an act came to nothing; `detail` is the server's own where it knows more. */
export interface Failure {
  word: string;
  detail: string;
}

/** @param status that of the answer; null: none came, and it is not known whether the act was done */
export function judgeFailure(status: number | null, kind: string, detail: string): Failure {
  if (status === null) return { word: "unknown", detail: "" };
  if (status === 412) return { word: "conflict", detail: "" };
  if (status === 409) return { word: detail, detail: "" };
  if (status === 403) {
    return { word: kind === "second-person" ? "second_person" : "forbidden", detail: "" };
  }
  if (status === 429) return { word: "too_many_attempts", detail: "" };
  if (status === 401) return { word: "logged_out", detail: "" };
  if (status === 503) return { word: "unavailable", detail: "" };
  return { word: "other", detail };
}

/** Whether the record is to be read again: it is no longer what was seen. */
export function isPassed({ word }: Failure): boolean {
  return ["conflict", "already_handed_over", "not_handed_over", "sealed", "unknown"].includes(word);
}
