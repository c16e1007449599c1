/**
 * The test of this desk's sounds at the start of a shift: whether one is due, the one that goes on,
 * and its keeping. The desk has a name of its own, kept in this browser: who else logs in here sits at
 * the same loudspeaker.
 */
import type { Signal } from "./state/annunciation";
import { isForgotten, SirenCheck } from "./siren_check";
import { answerIn, BEGUN, playedIn, type SoundTest } from "./state/sound_test";
import { makeKey } from "./wire/idempotency_key";
import { keepTest, readDue, type SoundTestDue, type SoundTestRow } from "./wire/sound_tests";

const NAME_KEY = "hazardwatch.desk";
/** What is asked about a desk that nobody has named. */
const NAMELESS = "-";
const ASKED_EVERY_MS = 60_000;

export type Stage = "naming" | "playing" | "sirens" | "keeping" | "failed" | "interrupted" | "kept";

export interface SoundCheckHost {
  /** Makes a signal audible now. */
  readonly play: (signal: Signal) => void;
  /** What has to be heard in earnest now, null for quiet. */
  readonly due: () => Signal | null;
  readonly changed: () => void;
}

export class SoundCheck {
  /** Null: there is no test. */
  stage: Stage | null = null;
  test: SoundTest = BEGUN;
  /** What the platform last said; null before it did. */
  due: SoundTestDue | null = null;
  readonly sirens = new SirenCheck(() => this.#host.changed());

  #host: SoundCheckHost;
  #asked = -Infinity;
  #key = "";

  constructor(host: SoundCheckHost) {
    this.#host = host;
  }

  get name(): string {
    return localStorage.getItem(NAME_KEY) ?? "";
  }

  /** The signal that is being asked for. */
  get signal(): Signal | null {
    return this.stage === "playing" ? playedIn(this.test) : null;
  }

  /** The newest test of this shift at this desk, if it says that something was not heard. */
  get failed(): SoundTestRow | null {
    const done = this.due?.done ?? null;
    return done && !done.passed ? done : null;
  }

  /** Whether this shift's test is still to be made here. */
  get wanted(): boolean {
    return this.due !== null && this.due.shift !== null && this.due.done === null;
  }

  open(): void {
    this.stage = "naming";
    this.#host.changed();
  }

  close(): void {
    this.stage = null;
    this.#host.changed();
  }

  /** Begins with the first signal. Nothing is tested while something real is to be heard. */
  begin(name: string): void {
    if (name.trim() === "") return;
    localStorage.setItem(NAME_KEY, name.trim());
    this.test = BEGUN;
    this.sirens.begin(this.due?.sirens ?? []);
    this.stage = this.#host.due() === null ? "playing" : "interrupted";
    this.replay();
  }

  replay(): void {
    if (this.signal) this.#host.play(this.signal);
    this.#host.changed();
  }

  answer(heard: boolean): void {
    if (this.stage !== "playing") return;
    this.test = answerIn(this.test, heard);
    if (this.signal) return this.replay();
    if (this.sirens.turns.length === 0) return this.finish();
    this.stage = "sirens";
    this.#host.changed();
  }

  async soundSiren(name: string): Promise<void> {
    if (this.stage === "sirens") await this.sirens.sound(name, this.name);
  }

  /** All that was to be heard was, or whoever sits here can't test more: the rest is kept as untested. */
  finish(): void {
    this.#key = makeKey();
    void this.keep();
  }

  /** Also once more, where it was not kept. */
  async keep(): Promise<void> {
    this.stage = "keeping";
    this.#host.changed();
    try {
      const row = await keepTest(this.#tell(), this.#key);
      this.stage = "kept";
      if (this.due) this.due = { ...this.due, done: row };
    } catch (error) {
      this.stage = isForgotten(error) ? "sirens" : "failed";
      if (this.stage === "sirens") this.sirens.forget();
    }
    this.#host.changed();
  }

  /** Something real is to be heard: that comes first. */
  interrupt(): void {
    if (this.stage === "playing" || this.stage === "sirens") this.stage = "interrupted";
  }

  #tell() {
    const { hearings, turns } = this.sirens;
    const sirens = turns.length > 0 ? { sirens: hearings } : {};
    return { desk: this.name, ...this.test, ...sirens };
  }

  /** Asks the platform now and then whether a test is due. */
  follow(now: number): void {
    if (now - this.#asked < ASKED_EVERY_MS) return;
    this.#asked = now;
    void readDue(this.name || NAMELESS)
      .then((due) => {
        this.due = due;
        this.#host.changed();
      })
      // What it said last stands; it is asked again.
      .catch(() => undefined);
  }
}
