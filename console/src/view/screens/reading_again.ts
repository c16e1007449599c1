/** What is read from the server again and again while it is looked at. */
import { useEffect, useRef, useState } from "preact/hooks";

export interface Known<Value> {
  /** As it was last read; null before. */
  value: Value | null;
  /** Whether the newest attempt failed. */
  failed: boolean;
  again: () => void;
}

/**
 * Reads at once, then every so often, one at a time; `key` says of what.
 *
 * @param everyMs 0: only when `again` is called
 */
export function useReadAgain<Value>(
  key: string,
  read: () => Promise<Value>,
  everyMs: number,
): Known<Value> {
  const [known, setKnown] = useState<{ key: string; value: Value | null; failed: boolean }>({
    key,
    value: null,
    failed: false,
  });
  const [wish, setWish] = useState(0);
  useEffect(() => {
    let over = false;
    let timer = 0;
    const go = async () => {
      try {
        const value = await read();
        if (!over) setKnown({ key, value, failed: false });
      } catch {
        if (!over) {
          setKnown((before) => ({
            key,
            value: before.key === key ? before.value : null,
            failed: true,
          }));
        }
      }
      if (!over && everyMs > 0) timer = window.setTimeout(() => void go(), everyMs);
    };
    void go();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, wish, everyMs]);
  const current = known.key === key ? known : { value: null, failed: false };
  return { ...current, again: () => setWish((count) => count + 1) };
}

/** A flood must not ask as often as it speaks. */
const QUIET_MS = 300;

/** Reads again when there is news of what was read, as soon as it is quiet for a moment. */
export function useNews(news: string, again: () => void): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(again, QUIET_MS);
    return () => clearTimeout(timer);
  }, [news]);
}
