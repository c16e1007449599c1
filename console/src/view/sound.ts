/**
 * The alarm sound of this desk: short two-tone signals, one pattern for each priority, made by the
 * browser itself so that nothing is fetched when the network is what failed. When something must
 * sound is decided in `state/annunciation.ts`; here only how, and not too often.
 */
import type { Signal } from "../state/annunciation";

interface Pattern {
  /** Hz, played one after the other. */
  tones: readonly number[];
  toneS: number;
  /** From start to start while the cause lasts. */
  everyMs: number;
}

const PATTERNS: Readonly<Record<Signal, Pattern>> = {
  critical: { tones: [960, 720, 960, 720, 960, 720], toneS: 0.14, everyMs: 3_000 },
  high: { tones: [820, 620, 820, 620], toneS: 0.18, everyMs: 5_000 },
  medium: { tones: [660, 520], toneS: 0.25, everyMs: 10_000 },
  low: { tones: [520, 440], toneS: 0.2, everyMs: 20_000 },
  lost: { tones: [440, 330, 247], toneS: 0.3, everyMs: 5_000 },
};

/** Starts are at least this far apart whatever happens. */
const APART_MS = 3_000;
const VOLUME = 0.25;
const EDGE_S = 0.015;

export class Sound {
  #context = new AudioContext();
  #last: { signal: Signal; at: number } | null = null;

  constructor(changed: () => void) {
    this.#context.onstatechange = changed;
  }

  /** Browsers stay mute until the person has touched the page. */
  get enabled(): boolean {
    return this.#context.state === "running";
  }

  /** Call from a click or a key press. */
  async enable(): Promise<void> {
    await this.#context.resume();
  }

  /** One signal for the person to hear that the desk is not mute. */
  async test(): Promise<void> {
    await this.enable();
    this.#play("medium");
  }

  /** One signal, to be told from the others. */
  demonstrate(signal: Signal): void {
    this.#play(signal);
  }

  /** Sounds what is due, if it is time to. `null` is quiet. */
  update(due: Signal | null, now: number): void {
    if (due === null) {
      this.#last = null;
      return;
    }
    if (!this.enabled) return;
    const wait = this.#last?.signal === due ? PATTERNS[due].everyMs : APART_MS;
    if (this.#last && now - this.#last.at < wait) return;
    this.#last = { signal: due, at: now };
    this.#play(due);
  }

  #play(signal: Signal): void {
    const { tones, toneS } = PATTERNS[signal];
    const start = this.#context.currentTime + EDGE_S;
    const oscillator = this.#context.createOscillator();
    const gain = this.#context.createGain();
    tones.forEach((hertz, index) =>
      oscillator.frequency.setValueAtTime(hertz, start + index * toneS),
    );
    const end = start + tones.length * toneS;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(VOLUME, start + EDGE_S);
    gain.gain.setValueAtTime(VOLUME, end - EDGE_S);
    gain.gain.linearRampToValueAtTime(0, end);
    oscillator.connect(gain).connect(this.#context.destination);
    oscillator.start(start);
    oscillator.stop(end);
  }
}
