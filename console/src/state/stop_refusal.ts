/**
 * Why the server did not do what was asked of filed stops, as a name that has words. Pure. The server's
 * detail is such a name, perhaps with what it is about: `scope_unknown: LT-7, LT-8`.
 */

export interface StopRefusal {
  /** One of `stopRefusal_*`. */
  name: string;
  /** What it is about, as the server wrote it. */
  what: string;
}

const NAMED = /^([a-z]+(?:_[a-z]+)*)(?:: (.*))?$/s;

/** Problems that are named by their kind: their detail is a sentence. */
const KINDS: Readonly<Record<string, string>> = {
  forbidden: "forbidden",
  "stale-version": "version_passed",
  "not-confirmed": "not_confirmed",
  unavailable: "unavailable",
  "not-found": "unknown_stop",
};

interface Refused {
  status: number;
  kind: string;
  message: string;
}

export function readRefusal({ status, kind, message }: Refused): StopRefusal {
  const known = KINDS[kind];
  if (known !== undefined) return { name: known, what: "" };
  const [, name, what] = (kind === "refused" && NAMED.exec(message)) || [];
  return name ? { name, what: what ?? "" } : { name: "other", what: message || String(status) };
}

/** Whether what was seen is not what stands now: it has to be looked at anew. */
export function isConflict({ status }: Pick<Refused, "status">): boolean {
  return status === 404 || status === 409 || status === 412;
}
