/**
 * What a person does to handling records from this desk: the form that is open, what is typed into
 * every form, kept until it is used, and what became of the last act. An act is sent on the record
 * as it was when the form was opened; if that has changed since, nothing is done, the words stay and
 * the next attempt is made on the record as it is then.
 */
import { EMPTY, nameOffer, writeBody, type Draft } from "./state/handling_acts";
import { attach, actOn, type HandlingRow, type HandlingView, type Offer } from "./wire/handling";
import { makeKey } from "./wire/idempotency_key";
import { Refusal } from "./wire/rest";

/** The name under which files are added. */
export const FILES = "attachments";

/** A form that is open: of which act on which record. */
export interface OpenForm {
  record: number;
  /** The offer's name. */
  offer: string;
  /** The version on which it will be sent. */
  version: number;
  /** The version when it was opened: what came since is shown. */
  since: number;
}

export type Outcome =
  | { kind: "sending" }
  /** It had changed; `shown`: what it has become is on the screen. */
  | { kind: "conflict"; shown: boolean }
  | { kind: "refused"; why: string }
  /** No answer came: it may have been done or not. */
  | { kind: "unknown" };

export interface HandlingHost {
  readonly isLost: () => boolean;
  readonly changed: () => void;
}

/** The server's word for what speaks against it. */
function judge(error: unknown): Outcome {
  if (!(error instanceof Refusal)) return { kind: "unknown" };
  if (error.status === 412) return { kind: "conflict", shown: false };
  // The journal did not answer in time: it may still take effect.
  if (error.status === 503) return { kind: "unknown" };
  return { kind: "refused", why: error.status === 409 ? error.message : error.kind };
}

export class HandlingWork {
  form: OpenForm | null = null;
  /** Counts what was done from here: what is on the screen is to be read again at once. */
  rounds = 0;
  /** The file that is on its way. */
  uploading: { record: number; name: string } | null = null;

  #host: HandlingHost;
  #drafts = new Map<string, Draft>();
  #outcomes = new Map<string, Outcome>();
  /** To which version acts from here have brought a record: until it is read again it is behind. */
  #reached = new Map<number, number>();
  /** What was last sent for an act, and its key: sent again as it is, it is done once. */
  #sent = new Map<string, { body: string; key: string }>();

  constructor(host: HandlingHost) {
    this.#host = host;
  }

  draftOf(record: number, offer: string): Draft {
    return this.#drafts.get(`${record} ${offer}`) ?? EMPTY;
  }

  write(record: number, offer: string, changed: Partial<Draft>): void {
    this.#drafts.set(`${record} ${offer}`, { ...this.draftOf(record, offer), ...changed });
    this.#host.changed();
  }

  /** What became of the last attempt, null if nothing is to be said of it. */
  outcomeOf(record: number, offer: string): Outcome | null {
    return this.#outcomes.get(`${record} ${offer}`) ?? null;
  }

  /**
   * Whether nothing may be done to a record, as it is on the screen, now. A file on its way over a
   * slow line keeps nobody from signing.
   */
  isBusy({ id, version }: Pick<HandlingRow, "id" | "version">): boolean {
    const acting = [...this.#outcomes].some(
      ([place, { kind }]) =>
        kind === "sending" && place.startsWith(`${id} `) && place !== `${id} ${FILES}`,
    );
    return this.#host.isLost() || acting || version < (this.#reached.get(id) ?? 0);
  }

  /** Whether no file may be added to a record now: one at a time. */
  isAttaching(record: number): boolean {
    return this.#host.isLost() || this.outcomeOf(record, FILES)?.kind === "sending";
  }

  /** Whoever comes next finds nothing of what was typed here. */
  forget(): void {
    this.form = null;
    this.#drafts.clear();
    this.#outcomes.clear();
    this.#sent.clear();
    this.#host.changed();
  }

  open(record: HandlingRow, offer: Offer): void {
    const { id, version } = record;
    this.form = { record: id, offer: nameOffer(offer), version, since: version };
    this.#note(id, nameOffer(offer), null);
  }

  close(): void {
    this.form = null;
    this.#host.changed();
  }

  /** The record is read again after a conflict: what changed is on the screen from now on. */
  catchUp({ record }: HandlingView): void {
    const { form } = this;
    if (form?.record !== record.id || form.version >= record.version) return;
    const outcome = this.outcomeOf(form.record, form.offer);
    // Once a conflict: what comes after that the person has not been told of either.
    if (outcome?.kind !== "conflict" || outcome.shown) return;
    this.form = { ...form, version: record.version };
    this.#note(form.record, form.offer, { kind: "conflict", shown: true });
  }

  /**
   * Does what a form, or a button without one, asks for.
   *
   * @param version on which it is to be done, the one that the person has seen
   */
  async send(record: HandlingRow, offer: Offer, version: number): Promise<void> {
    const name = nameOffer(offer);
    const { id } = record;
    if (this.isBusy(record)) return;
    const body = writeBody(offer, this.draftOf(id, name), version);
    const key = this.#keyFor(`${id} ${name}`, JSON.stringify(body));
    this.#note(id, name, { kind: "sending" });
    try {
      const after = await actOn(id, offer.action, body, key);
      this.#reached.set(id, after.version);
      this.#done(id, name);
    } catch (error) {
      this.#note(id, name, judge(error));
    }
    this.#again();
  }

  /** Adds a file; what is being written about the record is not disturbed by it. */
  async attach(record: HandlingRow, file: File): Promise<void> {
    const { id } = record;
    if (this.isAttaching(id)) return;
    const key = this.#keyFor(`${id} ${FILES}`, `${file.name} ${file.size} ${file.lastModified}`);
    this.#note(id, FILES, { kind: "sending" });
    this.uploading = { record: id, name: file.name };
    try {
      const { version } = await attach(id, file, key);
      this.#reached.set(id, version);
      this.#passOver(id, version);
      this.#done(id, FILES);
    } catch (error) {
      this.#note(id, FILES, judge(error));
    }
    this.uploading = null;
    this.#again();
  }

  /** What the person himself has just added is no change that his form has to be told of. */
  #passOver(record: number, version: number): void {
    const { form } = this;
    if (form?.record !== record || form.version !== version - 1) return;
    this.form = { ...form, version, since: form.since === version - 1 ? version : form.since };
  }

  #done(record: number, offer: string): void {
    this.#drafts.delete(`${record} ${offer}`);
    this.#sent.delete(`${record} ${offer}`);
    if (this.form?.record === record && this.form.offer === offer) this.form = null;
    this.#note(record, offer, null);
  }

  #keyFor(place: string, body: string): string {
    const before = this.#sent.get(place);
    const key = before?.body === body ? before.key : makeKey();
    this.#sent.set(place, { body, key });
    return key;
  }

  #again(): void {
    this.rounds += 1;
    this.#host.changed();
  }

  #note(record: number, offer: string, outcome: Outcome | null): void {
    const place = `${record} ${offer}`;
    if (outcome) this.#outcomes.set(place, outcome);
    else this.#outcomes.delete(place);
    this.#host.changed();
  }
}
