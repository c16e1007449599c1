/** Rows for tests: an alarm with every field, of which a test names the ones it is about. */
import type { AlarmRow, Hold, Nuisance } from "../src/wire/frames";

export function alarm(change: Partial<AlarmRow>): AlarmRow {
  return {
    id: "E1.LT-101:HH",
    source: "E1.LT-101",
    condition: "HH",
    hazard: "H1",
    state: "unacknowledged",
    held: null,
    holds: [],
    annunciated: true,
    realarms: 0,
    called_at: 1_000,
    nuisances: [],
    line: { count: 1, began: 1_000, last: 1_000, under: "" },
    root: "",
    priority: "high",
    value: 10.9,
    limit: 10.8,
    unit: "m",
    raised_at: 1_000,
    returned_at: null,
    acknowledged_at: null,
    by: "",
    reason: "",
    marks: [],
    version: 1,
    message: { zh: "", en: "" },
    times: { source: 900, received: 950, detected: 1_000, pushed: 1_005 },
    ...change,
  };
}

export function hold(change: Partial<Hold>): Hold {
  const terms = { until: 10_000, once: false, witness: "", work_order: "" };
  return { held: "shelved", by: "op", at: 1_000, reason: "抖动", terms, ...change };
}

/** What holds an alarm silent, as the server tells it. */
export function silent(held: Hold["held"], change: Partial<Hold> = {}): Partial<AlarmRow> {
  return { held, annunciated: false, holds: [hold({ held, ...change })] };
}

export function nuisance(change: Partial<Nuisance>): Nuisance {
  return { kind: "chattering", since: 1_000, count: 3, until: 9_000, peer: "", ...change };
}

/** The line of an alarm that stands beneath that of another one. */
export function beneath(under: string, count = 1): AlarmRow["line"] {
  return { count, began: 1_000, last: 1_000, under };
}
