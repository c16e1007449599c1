/** Handling records, entries and offers as the server tells them, for tests. */
import type { HandlingEntry, HandlingRow, Offer } from "../src/wire/handling";

export function handling(id: number, changed: Partial<HandlingRow> = {}): HandlingRow {
  return {
    id,
    alarm: `T-${id}:HH`,
    name: { zh: "液位 高高限报警", en: "Level: HH alarm" },
    hazard: "H1",
    enterprise: "ent1",
    priority: "high",
    drill: false,
    step: "pushed",
    since: 1_000,
    owner: "enterprise",
    turn: "enterprise",
    next: "sign",
    due: 10_000,
    finding: null,
    evidence: "standing",
    ended_at: null,
    opened_at: 1_000,
    raised_at: 1_000,
    last_raised_at: 1_000,
    activations: 1,
    done: [],
    park_signed: null,
    calls: 0,
    attachments: 0,
    limits_s: { sign: 9 },
    version: 1,
    ...changed,
  };
}

export function entry(seq: number, changed: Partial<HandlingEntry> = {}): HandlingEntry {
  return {
    seq,
    version: seq,
    at: 1_000 * seq,
    happening: "called",
    side: "park",
    by: "op",
    behalf: "",
    words: "",
    finding: null,
    call: null,
    attachment: null,
    journal_seq: null,
    ...changed,
  };
}

export function offer(action: string, changed: Partial<Offer> = {}): Offer {
  const happening: Record<string, string> = { sign: "signed", verify: "verified", close: "closed" };
  return {
    action,
    happening: happening[action] ?? action,
    behalf: false,
    finding: false,
    words: false,
    hindrance: null,
    ...changed,
  };
}
