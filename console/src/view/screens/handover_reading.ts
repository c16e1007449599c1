/**
 * Handovers as they are read and acted upon: the lists, read again now and then, and one record, which
 * is replaced beneath a person's hands only when that person wants it.
 */
import { useEffect, useState } from "preact/hooks";
import { isPassed, judgeFailure, type Failure } from "../../state/handover_acts";
import { NO_LISTS, type Lists } from "../../state/handover_list";
import {
  readHandover,
  readLines,
  readMissing,
  readShifts,
  type Handover,
} from "../../wire/handovers";
import { Refusal } from "../../wire/rest";

const EVERY_MS = 10_000;
/** A month of two shifts a day; and as many as the server gives at once. */
const LISTED = 60;
const MOST_LISTED = 1000;

export interface ListsReading {
  lists: Lists;
  state: "loading" | "ready" | "failed";
}

interface ListsInUse extends ListsReading {
  /** Reads them at once. */
  again: () => void;
  /** Reads older ones as well; null where there are none. */
  more: (() => void) | null;
}

export function useLists(): ListsInUse {
  const [reading, setReading] = useState<ListsReading>({ lists: NO_LISTS, state: "loading" });
  const [times, setTimes] = useState(0);
  const [most, setMost] = useState(LISTED);
  useEffect(() => {
    const abort = new AbortController();
    const read = () =>
      Promise.all([
        readLines(most, abort.signal),
        readMissing(abort.signal),
        readShifts(abort.signal),
      ])
        .then(([lines, missing, shifts]) =>
          setReading({ lists: { lines, missing, shifts }, state: "ready" }),
        )
        .catch(() => {
          if (!abort.signal.aborted) setReading(({ lists }) => ({ lists, state: "failed" }));
        });
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [times, most]);
  const full = reading.lists.lines.length >= most && most < MOST_LISTED;
  return {
    ...reading,
    again: () => setTimes((count) => count + 1),
    more: full ? () => setMost(Math.min(MOST_LISTED, most * 2)) : null,
  };
}

function findFailure(error: unknown): Failure {
  return error instanceof Refusal
    ? judgeFailure(error.status, error.kind, error.message)
    : judgeFailure(null, "", "");
}

/** Why an act came to nothing, and in which form that is said. */
export interface Trouble extends Failure {
  form: string;
}

export interface RecordReading {
  handover: Handover | null;
  state: "loading" | "ready" | "absent" | "failed";
  trouble: Trouble | null;
  busy: boolean;
  /** Reads it again. */
  again: () => void;
  /** Does something to it; whether that was done. */
  act: (form: string, deed: () => Promise<Handover>) => Promise<boolean>;
}

type Known = Pick<RecordReading, "handover" | "state">;

const NOTHING: Known = { handover: null, state: "loading" };

/**
 * One handover.
 *
 * @param edition null: the newest
 * @param acted what is to be done after something was done to it
 */
export function useRecord(id: string, edition: number | null, acted: () => void): RecordReading {
  const [known, setKnown] = useState<Known>(NOTHING);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const [times, setTimes] = useState(0);
  const again = () => setTimes((count) => count + 1);
  useEffect(() => {
    const abort = new AbortController();
    readHandover(id, edition, abort.signal)
      .then((handover) => setKnown({ handover, state: "ready" }))
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const absent = error instanceof Refusal && error.status === 404;
        // What was seen of it stays: a server that is away for a moment takes nothing from sight.
        setKnown(({ handover }) =>
          absent ? { handover: null, state: "absent" } : { handover, state: "failed" },
        );
      });
    return () => abort.abort();
  }, [id, edition, times]);
  const act = async (form: string, deed: () => Promise<Handover>) => {
    setBusy(true);
    setTrouble(null);
    try {
      setKnown({ handover: await deed(), state: "ready" });
      return true;
    } catch (error) {
      const failure = findFailure(error);
      setTrouble({ ...failure, form });
      if (isPassed(failure)) again();
      return false;
    } finally {
      setBusy(false);
      acted();
    }
  };
  return { ...known, trouble, busy, again, act };
}
