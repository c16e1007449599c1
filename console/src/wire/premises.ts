/**
 * Where an account is that may read nothing of the park but its own enterprise's records: asked for
 * again and again, so that an answer says that the platform is there, as frames do where there is a
 * live stream.
 */
import { makePark, type Park } from "./plant";
import { Refusal, request } from "./rest";

interface Named {
  id: string;
  name: string;
  name_en: string;
}

export interface Premises {
  park: Named;
  enterprise: Named | null;
  hazards: Named[];
  now: number;
  simulation: boolean;
  clock: "wall" | "stream";
}

/** The little of a park that such an account is told. */
export function parkOf({ park, enterprise, hazards, simulation, clock }: Premises): Park {
  return makePark({
    plant: { ...park, simulation, clock },
    areas: [],
    enterprises: enterprise ? [{ ...enterprise, phone: "", area: "" }] : [],
    hazards: hazards.map((hazard) => ({
      ...hazard,
      enterprise: enterprise?.id ?? "",
      level: null,
      location: null,
      cameras: [],
      contacts: [],
      responsible: {},
    })),
    equipment: [],
    gateways: [],
    tags: [],
    votings: [],
  });
}

/** Well within the age at which a picture counts as late. */
const EVERY_MS = 2_000;

export interface Listener {
  /** An answer came. */
  heard(premises: Premises): void;
  /** The server does not know this session any more: log in again. */
  sessionEnded(): void;
}

export class Pulse {
  /** Monotonic ms of the last good answer, null before the first. */
  lastAnswer: number | null = null;

  #listener: Listener;
  #abort: AbortController | null = null;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  start(): void {
    if (this.#abort) return;
    this.#abort = new AbortController();
    void this.#go(this.#abort.signal);
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = null;
  }

  async #go(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const premises = await request<Premises>("GET", "/premises", undefined, signal);
        this.lastAnswer = performance.now();
        this.#listener.heard(premises);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refusal && error.status === 401) {
          this.stop();
          this.#listener.sessionEnded();
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}
