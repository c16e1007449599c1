/**
 * Reads what the server has again and again while somebody looks at it, and at once when something
 * was done from here. A reading that fails leaves the last one on the screen and says of when it is.
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { gather, type Records } from "../../state/handling_board";
import {
  readClosed,
  readOpen,
  readRecord,
  type HandlingView,
  type Known,
  type KnownPage,
} from "../../wire/handling";
import { Refusal } from "../../wire/rest";

const EVERY_MS = 5_000;

export interface Reading<Body> {
  body: Body | null;
  /** The server's time of the last good answer, null before the first. */
  at: number | null;
  /** Why the last reading failed, null if it did not. */
  trouble: "absent" | "failed" | null;
}

const NOTHING: Reading<never> = { body: null, at: null, trouble: null };

/** @param read gets what is known and gives that same object where nothing has changed */
function useReading<Body>(
  desk: Desk,
  read: (known: Body | null, signal: AbortSignal) => Promise<Body>,
): Reading<Body> {
  const [reading, setReading] = useState<Reading<Body>>(NOTHING);
  const known = useRef<Body | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      try {
        const body = await read(known.current, abort.signal);
        if (abort.signal.aborted) return;
        known.current = body;
        setReading({ body, at: desk.now, trouble: null });
      } catch (error) {
        if (abort.signal.aborted) return;
        const absent = error instanceof Refusal && error.status === 404;
        setReading((before) => ({ ...before, trouble: absent ? "absent" : "failed" }));
      }
      timer = setTimeout(() => void round(), EVERY_MS);
    };
    void round();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [desk.handling.rounds, desk.phase]);
  return reading;
}

interface Pages {
  open: readonly KnownPage[];
  closed: KnownPage;
}

async function readPages(known: Pages | null, signal: AbortSignal): Promise<Pages> {
  const [open, closed] = await Promise.all([
    readOpen(known?.open ?? [], signal),
    readClosed(known?.closed ?? null, signal),
  ]);
  return known?.open === open && known.closed === closed ? known : { open, closed };
}

/** All open records and the last closed ones. */
export function useRecords(desk: Desk): Reading<Records> {
  const { body, at, trouble } = useReading<Pages>(desk, readPages);
  const records = useMemo(
    () => body && gather([...body.open, body.closed].map((page) => page.body)),
    [body],
  );
  return { body: records, at, trouble };
}

/** One record with all that happened to it; whoever uses it is made anew for another one. */
export function useRecord(desk: Desk, id: number): Reading<HandlingView> {
  const read = (known: Known<HandlingView> | null, signal: AbortSignal) =>
    readRecord(id, known, signal);
  const { body, at, trouble } = useReading(desk, read);
  return { body: body?.body ?? null, at, trouble };
}
