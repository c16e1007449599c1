/**
 * Something that is read once for what is asked, and again when somebody wants it: a report. While it
 * is read anew what was there stays, so that nothing jumps.
 */
import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../wire/rest";

export interface Reading<What> {
  what: What | null;
  /** The server's name of what went wrong, `other` where it gave none; null: nothing did. */
  fault: string | null;
  busy: boolean;
}

function nameFault(error: unknown): string {
  return (error instanceof Refusal && error.kind) || "other";
}

/** @param key what is asked, another one each time it is asked anew; null: nothing can be */
export function useReading<What>(
  key: string | null,
  read: (signal: AbortSignal) => Promise<What>,
): Reading<What> {
  const [reading, setReading] = useState<Reading<What>>({ what: null, fault: null, busy: true });
  useEffect(() => {
    if (key === null) {
      setReading({ what: null, fault: null, busy: false });
      return;
    }
    const abort = new AbortController();
    setReading((before) => ({ ...before, fault: null, busy: true }));
    read(abort.signal)
      .then((what) => setReading({ what, fault: null, busy: false }))
      .catch((error: unknown) => {
        // What was asked before would stand there as the answer to this.
        if (!abort.signal.aborted) setReading({ what: null, fault: nameFault(error), busy: false });
      });
    return () => abort.abort();
  }, [key]);
  return reading;
}
