/** REST calls about one gateway: its tags, what was refused of it, and offering that again. */
import type { Instant } from "./frames";
import { readAll, request, type Page } from "./rest";

/** A tag of which a gateway may speak. */
export interface GatewayTag {
  tag: string;
  /** Its name in the gateway's frames. */
  called: string;
  /** The gateway that brought it last, empty where nobody has. */
  brought_by: string;
  /** Whether it is this gateway's, by what it brought or else likely. */
  expected: boolean;
}

/** Refused data (拒收数据). */
export interface DeadLetter {
  number: number;
  reason: string;
  topic: string;
  /** Empty where the whole frame was refused. */
  tag: string;
  detail: string;
  received: Instant;
  /** The text of the payload, cut by the server. */
  payload: string;
}

/** A name that a gateway uses and the plant directory does not know. */
export interface UnknownTag {
  tag: string;
  count: number;
  first: Instant;
  last: Instant;
  value: number | null;
}

/** What came of offering refused frames again. */
export interface Replayed {
  frames: number;
  letters: number;
  /** How many letters there are again. */
  refused: number;
}

/** Characters of a payload that the server shows at most. */
export const PAYLOAD_CHARACTERS = 4096;

/** Frames that are offered again at once, at most. */
export const MOST_REPLAYED = 500;

function pathOf(gateway: string, leaf: string): string {
  return `/gateways/${encodeURIComponent(gateway)}/${leaf}`;
}

export function readGatewayTags(gateway: string): Promise<GatewayTag[]> {
  return readAll(pathOf(gateway, "tags"));
}

export function readUnknownTags(gateway: string): Promise<UnknownTag[]> {
  return readAll(pathOf(gateway, "unknown-tags"));
}

/** Which dead letters: of one reason or of all (empty), from the newest or from behind a cursor. */
export interface LetterQuery {
  reason: string;
  limit: number;
  cursor: string | null;
}

export function readDeadLetters(
  gateway: string,
  { reason, limit, cursor }: LetterQuery,
  signal?: AbortSignal,
): Promise<Page<DeadLetter>> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (reason !== "") query.set("reason", reason);
  if (cursor !== null) query.set("cursor", cursor);
  return request("GET", `${pathOf(gateway, "dead-letters")}?${query}`, undefined, signal);
}

/**
 * Offers refused frames again, of one reason or of all (empty).
 *
 * @throws {Refusal} where what was taken could not be made durable: the letters stay
 */
export function replayDeadLetters(gateway: string, reason: string): Promise<Replayed> {
  return request("POST", pathOf(gateway, "dead-letters/replay"), {
    limit: MOST_REPLAYED,
    ...(reason === "" ? {} : { reason }),
  });
}
