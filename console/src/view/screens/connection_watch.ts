/**
 * A connection test as it goes on: the ledger read every two seconds, the rest when it may have
 * changed. A test keeps its beginning when its view is left, so that one may look elsewhere.
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { begin, note, type Run } from "../../state/connection_run";
import { judgeConnection, type Check } from "../../state/connection_test";
import { joinTags, namesOf } from "../../state/gateway_tags";
import { sumRefused } from "../../state/ledger";
import type { Instant } from "../../wire/frames";
import {
  readDeadLetters,
  readGatewayTags,
  readUnknownTags,
  type DeadLetter,
  type GatewayTag,
  type UnknownTag,
} from "../../wire/gateways";
import type { Gateway, Park } from "../../wire/plant";
import { readLedger, type Ledger } from "../../wire/rest";

const EVERY_MS = 2_000;

/** The tags are read every so many times: who brings one changes seldom. */
const TAGS_EVERY = 3;

const LETTERS = 200;

interface Read {
  ledger: Ledger;
  tags: readonly GatewayTag[];
  unknown: readonly UnknownTag[];
  letters: readonly DeadLetter[];
}

interface Watched {
  run: Run;
  read: Read | null;
  /** Since when nothing could be read, by the platform's clock; null while it can. */
  failedSince: Instant | null;
}

/** The tests that go on, by gateway. */
const watched = new Map<string, Watched>();

async function readOnce(
  gateway: string,
  before: Read | null,
  turn: number,
  signal: AbortSignal,
): Promise<Read> {
  const ledger = await readLedger(gateway, signal);
  const same = before !== null && sumRefused(before.ledger.refused) === sumRefused(ledger.refused);
  const query = { reason: "", limit: LETTERS, cursor: null };
  const [tags, unknown, letters] = await Promise.all([
    before && turn % TAGS_EVERY !== 0 ? before.tags : readGatewayTags(gateway),
    same ? before.unknown : readUnknownTags(gateway),
    same ? before.letters : readDeadLetters(gateway, query, signal).then(({ items }) => items),
  ]);
  return { ledger, tags, unknown, letters };
}

export interface Test {
  run: Run;
  checks: readonly Check[];
  tags: readonly GatewayTag[] | null;
  failedSince: Instant | null;
  again: () => void;
}

export function useConnectionTest(desk: Desk, park: Park, gateway: Gateway): Test {
  const [, redraw] = useState(0);
  const { id } = gateway;
  if (!watched.has(id)) watched.set(id, { run: begin(desk.now), read: null, failedSince: null });
  const { run, read, failedSince } = watched.get(id)!;

  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    const go = async (turn: number) => {
      const { run, read } = watched.get(id)!;
      const change = await readOnce(id, read, turn, abort.signal)
        .then((read) => ({ read, run: note(run, read.ledger, desk.now), failedSince: null }))
        .catch(() => ({ failedSince: watched.get(id)!.failedSince ?? desk.now }));
      // Begun again meanwhile: what was read belongs to the test before.
      if (abort.signal.aborted) return;
      watched.set(id, { ...watched.get(id)!, ...change });
      redraw((count) => count + 1);
      timer = window.setTimeout(() => void go(turn + 1), EVERY_MS);
    };
    void go(0);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, run.began]);

  const checks = useChecks(desk, park, gateway, run, read);
  const again = () => {
    watched.set(id, { run: begin(desk.now), read: null, failedSince: null });
    redraw((count) => count + 1);
  };
  return { run, checks, tags: read?.tags ?? null, failedSince, again };
}

/** Judged once a second: names that nobody knows are looked for among thousands. */
function useChecks(desk: Desk, park: Park, gateway: Gateway, run: Run, read: Read | null): Check[] {
  const { gateways, tags } = desk.conversation.streams;
  const listed = read?.tags;
  const names = useMemo(() => namesOf(listed ?? []), [listed]);
  const second = Math.floor(desk.shownTime / 1000);
  return useMemo(() => {
    const now = desk.shownTime;
    return judgeConnection(run, {
      now,
      gateway,
      row: gateways.rows.get(gateway.id) ?? gateway.now,
      ledger: read?.ledger ?? null,
      tags: read && joinTags(read.tags, park, tags.rows),
      unknown: read?.unknown ?? [],
      names,
      letters: (read?.letters ?? []).filter(({ received }) => received >= run.began),
    });
  }, [second, run, read, gateway, park]);
}
