/** Leads to a handover, or to one edition of it. */
import type { Desk } from "../../desk";
import { addressOf } from "../../state/address";

/** A handover that somebody chose may be gone back from. */
export function showHandover(desk: Desk, id: string, edition: number | null = null): void {
  const query = edition === null ? { id: [id] } : { id: [id], edition: [String(edition)] };
  desk.go(addressOf("handover", query));
}
