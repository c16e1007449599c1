/**
 * What a person writes to do something to a handling record: what is still missing, what is sent, and
 * what has happened to the record since he began. Pure. What may be done at all the server says.
 */
import type { Finding, HandlingEntry, HandlingRow, Offer } from "../wire/handling";

/** What stands in the fields of a form; a field that an act does not ask for stays empty. */
export interface Draft {
  words: string;
  behalf: string;
  finding: Finding | null;
  person: string;
  number: string;
  outgoing: boolean;
  answered: boolean;
}

export const EMPTY: Draft = {
  words: "",
  behalf: "",
  finding: null,
  person: "",
  number: "",
  outgoing: true,
  answered: true,
};

/** The same act on somebody's word is another one: it asks for other things. */
export function nameOffer({ action, behalf }: Pick<Offer, "action" | "behalf">): string {
  return behalf ? `${action}-behalf` : action;
}

export function findOffer(offers: readonly Offer[], name: string): Offer | null {
  return offers.find((offer) => nameOffer(offer) === name) ?? null;
}

/** Files have a place of their own. */
export function listActs(offers: readonly Offer[]): Offer[] {
  return offers.filter(({ action }) => action !== "attachments");
}

export function mayAttach(offers: readonly Offer[]): boolean {
  return offers.some(({ action }) => action === "attachments");
}

/** The act that the record waits for. */
export function findMain(record: HandlingRow, offers: readonly Offer[]): Offer | null {
  const wanted = offers.filter(({ action }) => action === record.next);
  return wanted.find(({ happening }) => happening !== "park_signed") ?? null;
}

export interface ActGroup {
  behalf: boolean;
  offers: readonly Offer[];
}

/** What one does oneself, and what one writes down on another's word; the main act leads. */
export function groupActs(acts: readonly Offer[], main: Offer | null): ActGroup[] {
  const first = main?.behalf ?? false;
  return [first, !first]
    .map((behalf) => {
      const offers = acts.filter((offer) => offer.behalf === behalf);
      return { behalf, offers: offers.sort((one, other) => +(other === main) - +(one === main)) };
    })
    .filter(({ offers }) => offers.length > 0);
}

/** Whether an act has been done before, so that it corrects or adds. */
export function isRepeated(record: HandlingRow, { happening }: Offer): boolean {
  return record.done.some(({ step }) => step === happening);
}

/** Whether nothing has to be written: then pressing the button does it. */
export function isBare({ behalf, finding, words }: Offer): boolean {
  return !behalf && !finding && !words;
}

export type Lack = "finding_missing" | "behalf_missing" | "words_missing" | "person_missing";

/** What is missing before it can be sent, null if nothing. */
export function findLack(offer: Offer, draft: Draft): Lack | null {
  if (offer.finding && draft.finding === null) return "finding_missing";
  if (offer.action === "call" && !draft.person.trim()) return "person_missing";
  if (offer.words && !draft.words.trim()) return "words_missing";
  if (offer.behalf && !draft.behalf.trim()) return "behalf_missing";
  return null;
}

/** What is sent: only what the act asks for. */
export function writeBody(offer: Offer, draft: Draft, version: number): Record<string, unknown> {
  const call = {
    person: draft.person.trim(),
    number: draft.number.trim(),
    outgoing: draft.outgoing,
    answered: draft.answered,
  };
  return {
    version,
    ...(offer.words ? { words: draft.words.trim() } : {}),
    ...(offer.behalf ? { behalf: draft.behalf.trim() } : {}),
    ...(offer.finding ? { finding: draft.finding } : {}),
    ...(offer.action === "call" ? call : {}),
  };
}

/** What happened after a version, the oldest first. */
export function listSince(entries: readonly HandlingEntry[], version: number): HandlingEntry[] {
  return entries.filter((entry) => entry.version > version);
}

/** Suffixes of the files that may be attached; the server looks at the content. */
export const ACCEPTED = ".jpg,.jpeg,.png,.pdf,.mp4,.m4a,.wav,.mp3,.txt";
export const LARGEST_FILE = 20 * 1024 * 1024;

/** `812 B`, `34.5 kB`, `2.1 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
