/**
 * Filed stops as they stand, read again every ten seconds: nothing of them comes by the live stream.
 * What was read before stays where reading fails, and says of when it is.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { readStopRules, readStops, type FiledStop, type StopRules } from "../wire/filed_stops";
import { Refusal } from "../wire/rest";

const EVERY_MS = 10_000;

export interface Stops {
  /** Newest request first; null before they were ever read. */
  stops: readonly FiledStop[] | null;
  rules: StopRules | null;
  /** When they were read, ms of the server. */
  at: number;
  /** `none`: the platform has none, as in a replay. */
  state: "loading" | "ready" | "failed" | "none";
}

const NOTHING: Stops = { stops: null, rules: null, at: 0, state: "loading" };

/** The stops, and how to read them at once. */
export function useStops(desk: Desk): [Stops, () => void] {
  const [stops, setStops] = useState(NOTHING);
  const [asked, ask] = useState(0);
  const { connections } = desk.conversation;
  useEffect(() => {
    const abort = new AbortController();
    const read = () =>
      Promise.all([readStops(abort.signal), readStopRules(abort.signal)])
        .then(([read, rules]) => setStops({ stops: read, rules, at: desk.now, state: "ready" }))
        .catch((error: unknown) => {
          if (abort.signal.aborted) return;
          const none = error instanceof Refusal && error.kind === "unavailable";
          setStops((before) => ({ ...before, state: none ? "none" : "failed" }));
        });
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [desk, asked, connections]);
  return [stops, () => ask((count) => count + 1)];
}
