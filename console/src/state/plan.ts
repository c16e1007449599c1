/**
 * Where hazards stand on the schematic: their coordinates on a local plane, north up, filling the
 * picture, then moved apart until no mark covers another. Pure. A schematic, not a map: what counts
 * is who lies beside whom.
 */

export const WIDTH = 320;
export const HEIGHT = 170;

/** The picture, and how far marks keep from its edge and, in one of the two directions, each other. */
export interface Frame {
  width: number;
  height: number;
  margin: number;
  apart: number;
}

const PARK: Frame = { width: WIDTH, height: HEIGHT, margin: 26, apart: 31 };
const ROUNDS = 200;

export interface Spot<Thing> {
  thing: Thing;
  x: number;
  y: number;
}

interface Located {
  /** Longitude and latitude in degrees. */
  location?: readonly [number, number] | null;
}

/** Spots of everything that has a location; none where fewer than two have. */
export function placeOnPlan<Thing extends Located>(
  things: Iterable<Thing>,
  frame: Frame = PARK,
): Spot<Thing>[] {
  const { width, height, margin } = frame;
  const located = [...things].flatMap((thing) =>
    thing.location ? [{ thing, at: thing.location }] : [],
  );
  const [origin] = located;
  if (!origin || located.length < 2) return [];
  // A degree of longitude is shorter than one of latitude.
  const shrink = Math.cos((origin.at[1] * Math.PI) / 180);
  const east = fit(located.map(({ at }) => at[0] * shrink));
  const north = fit(located.map(({ at }) => at[1]));
  const scale = Math.min((width - 2 * margin) / east.span, (height - 2 * margin) / north.span);
  const spots = located.map(({ thing, at }) => ({
    thing,
    x: width / 2 + (at[0] * shrink - east.middle) * scale,
    y: height / 2 - (at[1] - north.middle) * scale,
  }));
  for (let round = 0; round < ROUNDS && moveApart(spots, frame); round += 1);
  return spots;
}

function fit(numbers: number[]): { middle: number; span: number } {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return { middle: (least + most) / 2, span: Math.max(most - least, 1e-9) };
}

/** Pushes every pair that is too close half the way each; true if anything moved. */
function moveApart(spots: { x: number; y: number }[], frame: Frame): boolean {
  const { apart } = frame;
  let moved = false;
  spots.forEach((one, index) => {
    for (const other of spots.slice(index + 1)) {
      const [dx, dy] = [other.x - one.x, other.y - one.y];
      if (Math.abs(dx) >= apart || Math.abs(dy) >= apart) continue;
      moved = true;
      if (Math.abs(dx) >= Math.abs(dy)) push(one, other, "x", dx, frame);
      else push(one, other, "y", dy, frame);
    }
  });
  return moved;
}

type Place = { x: number; y: number };

function push(one: Place, other: Place, axis: "x" | "y", distance: number, frame: Frame): void {
  const most = axis === "x" ? frame.width : frame.height;
  const edge = frame.margin / 2;
  const half = ((frame.apart - Math.abs(distance)) / 2 + 0.5) * (distance < 0 ? -1 : 1);
  one[axis] = Math.min(most - edge, Math.max(edge, one[axis] - half));
  other[axis] = Math.min(most - edge, Math.max(edge, other[axis] + half));
}
