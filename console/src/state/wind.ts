/**
 * The wind as a plant's tags tell it: direction and speed of one station belong together, and a
 * direction is where the wind comes from (来向). Pure.
 */
import type { Tag } from "../wire/plant";

/** Eight directions are what people call a wind by. */
export const COMPASS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

export type Compass = (typeof COMPASS)[number];

/** Below it the air is calm (静风) and a vane points anywhere: force 0 of the Beaufort scale, m/s. */
const CALM_MS = 0.3;

export interface Station {
  direction: Tag;
  /** Of the same equipment; null where only the direction is measured. */
  speed: Tag | null;
}

export function findStations(tags: Iterable<Tag>): Station[] {
  const all = [...tags];
  const speeds = all.filter(({ kind }) => kind === "wind_speed");
  return all
    .filter(({ kind }) => kind === "wind_direction")
    .map((direction) => ({
      direction,
      speed: speeds.find(({ equipment }) => equipment === direction.equipment) ?? null,
    }));
}

/** @param degrees clockwise from north, where the wind comes from */
export function compassOf(degrees: number): Compass {
  const eighth = Math.round((((degrees % 360) + 360) % 360) / 45);
  return COMPASS[eighth % 8]!;
}

/** Whether a speed is none; of a speed in another unit it is not known. */
export function isCalm(speed: number | null, unit: string): boolean {
  return speed !== null && unit === "m/s" && speed < CALM_MS;
}
