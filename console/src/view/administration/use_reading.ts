/**
 * Something of the server's that is read again and again while it is looked at. What was read before
 * stays where reading fails, and says of when it is.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";

export interface Reading<What> {
  /** Null before it was ever read. */
  what: What | null;
  /** When it was read, ms of the server. */
  at: number;
  failed: boolean;
}

/**
 * What was read, and how to read it at once.
 *
 * @param read always the same function for the same question
 */
export function useReading<What>(
  desk: Desk,
  everyMs: number,
  read: (signal: AbortSignal) => Promise<What>,
): [Reading<What>, () => void] {
  const [reading, setReading] = useState<Reading<What>>({ what: null, at: 0, failed: false });
  const [asked, ask] = useState(0);
  const { connections } = desk.conversation;
  useEffect(() => {
    const abort = new AbortController();
    const look = () =>
      read(abort.signal)
        .then((what) => setReading({ what, at: desk.now, failed: false }))
        .catch(() => {
          if (!abort.signal.aborted) setReading((before) => ({ ...before, failed: true }));
        });
    void look();
    const timer = setInterval(() => void look(), everyMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [desk, read, everyMs, asked, connections]);
  return [reading, () => ask((count) => count + 1)];
}
