/**
 * Whether the picture is live. Judged by frames alone: an open socket can be dead. Pure; times
 * are of one monotonic clock, in ms.
 */

export const LATE_MS = 3_000;
export const LOST_MS = 10_000;

export type Liveness = "live" | "late" | "lost";

/** @param lastFrame when the last frame came, null if none ever did */
export function judgeLiveness(lastFrame: number | null, now: number): Liveness {
  if (lastFrame === null) return "lost";
  const age = now - lastFrame;
  if (age >= LOST_MS) return "lost";
  return age >= LATE_MS ? "late" : "live";
}

/** The server's clock as carried on by the desk's monotonic one, which no one can set. */
export class ServerClock {
  #server: number | null = null;
  #monotonic = 0;

  /** Take up the server's `now` as heard at `monotonic`. */
  set(server: number, monotonic: number): void {
    this.#server = server;
    this.#monotonic = monotonic;
  }

  /** The server's time at `monotonic`, null before it was ever heard. */
  at(monotonic: number): number | null {
    return this.#server === null ? null : this.#server + (monotonic - this.#monotonic);
  }
}
