/** Rows about gateways for tests, of which a test names the fields it is about. */
import type { TagEvidence } from "../src/state/connection_evidence";
import type { GatewayRow, TagRow } from "../src/wire/frames";
import type { DeadLetter } from "../src/wire/gateways";
import type { Gateway } from "../src/wire/plant";
import type { Ledger } from "../src/wire/rest";

export function gatewayRow(change: Partial<GatewayRow> = {}): GatewayRow {
  return {
    id: "gw1",
    online: true,
    last_seen: 1_000,
    rate: 2,
    skew_ms: 40,
    gaps: 0,
    refused: 0,
    ...change,
  };
}

export function gateway(change: Partial<Gateway> = {}): Gateway {
  const id = change.id ?? "gw1";
  const root = `hazard/v1/P1/ent1/${id}`;
  return {
    id,
    enterprise: "ent1",
    format: "hazardwatch",
    report: "polled",
    simulation: false,
    topics: {
      data: `${root}/data`,
      backfill: `${root}/backfill`,
      status: `${root}/status`,
      ack: `${root}/ack`,
    },
    missing: [],
    units: "",
    clock_tolerance_ms: 60_000,
    now: gatewayRow({ id }),
    ...change,
  };
}

export function tagRow(change: Partial<TagRow> = {}): TagRow {
  return {
    tag: "LT-101",
    value: 50,
    quality: "good",
    t: 1_000,
    received: 1_000,
    marks: [],
    ...change,
  };
}

export function tagEvidence(change: Partial<TagEvidence> = {}): TagEvidence {
  const tag = change.tag ?? "LT-101";
  return {
    tag,
    called: tag,
    brought_by: "gw1",
    expected: true,
    unit: "%",
    range_lo: 0,
    range_hi: 100,
    interval_s: 1,
    now: tagRow({ tag }),
    ...change,
  };
}

export function ledger(
  counters: Record<string, number> = {},
  change: Partial<Omit<Ledger, "counters">> = {},
): Ledger {
  return { counters, refused: {}, gaps: [], newest: null, acknowledged: null, ...change };
}

export function letter(change: Partial<DeadLetter> = {}): DeadLetter {
  return {
    number: 1,
    reason: "unknown_tag",
    topic: "hazard/v1/P1/ent1/gw1/data",
    tag: "LT-10l",
    detail: "not this gateway's",
    received: 1_000,
    payload: "{}",
    ...change,
  };
}
