/**
 * The sirens of the monitoring centre in a test of this desk's sounds: each is told to sound by the
 * platform, and whoever sits here says whether it was heard. What its channel said of it comes from
 * the platform and is kept there; from here goes only what was heard.
 */
import { Refusal } from "./wire/rest";
import { soundSiren, type SirenCall, type SirenHearing } from "./wire/sound_tests";

export type SirenTrouble = "busy" | "resting" | "no_answer" | "forgotten";

/** One siren in this test. */
export interface SirenTurn {
  readonly name: string;
  readonly sounding: boolean;
  /** What came of it; null while it was not told to sound. */
  readonly call: SirenCall | null;
  /** Null until somebody said. */
  readonly heard: boolean | null;
  /** Why it could not be told to sound. */
  readonly trouble: SirenTrouble | null;
}

function judge(error: unknown): SirenTrouble {
  const kind = error instanceof Refusal ? error.kind : "";
  if (kind === "siren-busy") return "busy";
  return kind === "siren-resting" ? "resting" : "no_answer";
}

/** Whether a test was not kept because the platform, begun anew since, knows no such call. */
export function isForgotten(error: unknown): boolean {
  return error instanceof Refusal && error.kind === "siren-test-unknown";
}

export class SirenCheck {
  turns: readonly SirenTurn[] = [];

  #changed: () => void;
  /** Which test this is: an answer to one before is nobody's any more. */
  #test = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  begin(names: readonly string[]): void {
    this.#test += 1;
    this.turns = names.map((name) => ({
      name,
      sounding: false,
      call: null,
      heard: null,
      trouble: null,
    }));
  }

  /** Those that nobody has listened to yet. */
  get open(): readonly SirenTurn[] {
    return this.turns.filter(({ heard }) => heard === null);
  }

  get sounding(): boolean {
    return this.turns.some(({ sounding }) => sounding);
  }

  /** What a person said of the sirens that sounded. */
  get hearings(): SirenHearing[] {
    return this.turns.flatMap(({ call, heard }) =>
      call === null || heard === null ? [] : [{ call: call.id, heard }],
    );
  }

  async sound(name: string, desk: string): Promise<void> {
    const test = this.#test;
    // Where it can't be sounded again, what came of it before stands.
    this.#set(name, { sounding: true, trouble: null });
    let outcome: Partial<SirenTurn>;
    try {
      outcome = { call: await soundSiren(name, desk), heard: null };
    } catch (error) {
      outcome = { trouble: judge(error) };
    }
    if (test === this.#test) this.#set(name, { ...outcome, sounding: false });
  }

  answer(name: string, heard: boolean): void {
    if (this.turns.some((one) => one.name === name && one.call !== null)) this.#set(name, { heard });
  }

  /** What sounded has to sound again: nobody knows of it any more. */
  forget(): void {
    for (const { name, call } of this.turns) {
      if (call !== null) this.#set(name, { call: null, heard: null, trouble: "forgotten" });
    }
  }

  #set(name: string, change: Partial<SirenTurn>): void {
    this.turns = this.turns.map((one) => (one.name === name ? { ...one, ...change } : one));
    this.#changed();
  }
}
