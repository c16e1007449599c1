/**
 * Where things stand on a map: a card at each one's place, north up, moved apart until no card covers
 * another, and around them what belongs to one enterprise. The one placing core of desk and wall.
 * Pure; lengths in em. A schematic (示意图), not a survey: who lies on which side of whom is true where
 * there is room for it, distances are not.
 */

export interface Size {
  w: number;
  h: number;
}

export interface Spot<Thing> {
  thing: Thing;
  /** Of the card's middle. */
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Longitude and latitude in degrees. */
export type Location = readonly [number, number];

interface Located {
  /** What it is surrounded with; empty: nothing. */
  enterprise: string;
  location: Location | null;
}

/** Cards in full, with little on them, and where there are too many for that only their numbers. */
export const CARD: Size = { w: 11.4, h: 4.1 };
export const SLIP: Size = { w: 9, h: 2.9 };
export const MARK: Size = { w: 4.6, h: 1.9 };

/** The sizes that a card may have, the roomiest first, and how far cards stand apart. */
export interface Scale {
  sizes: readonly Size[];
  /** Between cards, with room for the name of an enterprise above them. */
  gap: Size;
}

export const WALL: Scale = { sizes: [CARD, SLIP, MARK], gap: { w: 1.2, h: 2 } };

/** One direction is stretched so much more than the other at the most. */
const STRETCH = 3;
const ROUNDS = 300;

export interface Layout<Thing> {
  spots: Spot<Thing>[];
  size: Size;
  /** Enterprise → what surrounds its cards; left out where it would surround others' too. */
  boxes: ReadonlyMap<string, Box>;
}

/** Where cards stand: their size and gap, in a room; and on what ground, if any is drawn. */
interface Frame {
  area: Size;
  size: Size;
  gap: Size;
  ground: readonly Location[];
}

/**
 * Rather less on a card at its place than a full one elsewhere; where not even the smallest can be
 * parted they stand in rows. Null: nothing has a place, or there is no room for so many.
 *
 * @param ground what is drawn beneath the cards; they stand where they are on it
 */
export function layOutMap<Thing extends Located>(
  things: Iterable<Thing>,
  area: Size,
  { sizes, gap }: Scale = WALL,
  ground: readonly Location[] = [],
): Layout<Thing> | null {
  const located = [...things].filter(({ location }) => location !== null);
  if (located.length === 0) return null;
  const roomy = sizes
    .map((size) => ({ area, size, gap, ground }))
    .filter((frame) => located.length <= columnsOf(frame) * rowsOf(frame));
  for (const frame of roomy) {
    for (const way of WAYS) {
      const spots = place(located, frame);
      if (moveApart(spots, frame, way)) return bind(spots, frame);
    }
  }
  const [frame] = roomy;
  if (!frame) return null;
  const spots = place(located, frame);
  lineUp(spots, frame);
  return bind(spots, frame);
}

/** All in rows, in their own order: what has no places. Null: there is no room for so many. */
export function layOutRows<Thing extends Located>(
  things: readonly Thing[],
  area: Size,
  { sizes, gap }: Scale,
): Layout<Thing> | null {
  const size = sizes.find(
    (one) => things.length <= columnsOf({ area, gap, size: one }) * rowsOf({ area, gap, size: one }),
  );
  if (!size || things.length === 0) return null;
  const columns = columnsOf({ area, size, gap });
  const spots = things.map((thing, index) => ({
    thing,
    x: ((index % columns) + 0.5) * (area.w / columns),
    y: gap.h / 2 + (Math.floor(index / columns) + 0.5) * (size.h + gap.h),
  }));
  return { spots, size, boxes: new Map() };
}

function bind<Thing extends Located>(spots: Spot<Thing>[], frame: Frame): Layout<Thing> {
  return { spots, size: frame.size, boxes: surround(spots, frame) };
}

type Place = { x: number; y: number };

/** Carries a location into a room: north up, and no direction stretched much more than the other. */
export type Projection = (at: Location) => Place;

function projectInto(at: readonly Location[], room: Size, middle: Place): Projection {
  // A degree of longitude is shorter than one of latitude.
  const shrink = Math.cos(((at[0]?.[1] ?? 0) * Math.PI) / 180);
  const east = fit(at.map(([longitude]) => longitude * shrink));
  const north = fit(at.map(([, latitude]) => latitude));
  const [wide, high] = [room.w / east.span, room.h / north.span];
  const even = Math.min(wide, high) * STRETCH;
  return ([longitude, latitude]) => ({
    x: middle.x + (longitude * shrink - east.middle) * Math.min(wide, even),
    y: middle.y - (latitude - north.middle) * Math.min(high, even),
  });
}

/** Carries the ground into a room that it fills. */
export function projectGround(ground: readonly Location[], area: Size): Projection {
  return projectInto(ground, { w: area.w - 1, h: area.h - 1 }, { x: area.w / 2, y: area.h / 2 });
}

function place<Thing extends Located>(located: Thing[], frame: Frame): Spot<Thing>[] {
  const { area, size, gap, ground } = frame;
  const room = { w: area.w - size.w - gap.w, h: area.h - size.h - gap.h };
  const middle = { x: area.w / 2, y: (area.h + gap.h / 2) / 2 };
  const at = located.map(({ location }) => location!);
  const project =
    ground.length > 0 ? projectGround(ground, area) : projectInto(at, room, middle);
  return located.map((thing) => ({ thing, ...hold(project(thing.location!), frame) }));
}

/** The place nearest to one at which a card is all in the room. */
function hold({ x, y }: Place, frame: Frame): Place {
  const [west, east] = boundsOf("x", frame);
  const [north, south] = boundsOf("y", frame);
  return { x: Math.min(east, Math.max(west, x)), y: Math.min(south, Math.max(north, y)) };
}

/** Between what a card's middle may be. */
function boundsOf(axis: "x" | "y", { area, size, gap }: Frame): [number, number] {
  return axis === "x"
    ? [(size.w + gap.w) / 2, area.w - (size.w + gap.w) / 2]
    : [size.h / 2 + gap.h * 0.75, area.h - size.h / 2 - gap.h * 0.25];
}

function fit(numbers: number[]): { middle: number; span: number } {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return { middle: (least + most) / 2, span: Math.max(most - least, 1e-9) };
}

/**
 * Which way two cards are parted: beside or above one another as they lie, or, where that does not part
 * all of them, whichever is shorter.
 */
const WAYS = ["bearing", "shortest"] as const;

type Way = (typeof WAYS)[number];

/** Pushes pairs that are too close apart until none is; false if there are still some at the end. */
function moveApart(spots: Place[], frame: Frame, way: Way): boolean {
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    spots.forEach((one, index) => {
      for (const other of spots.slice(index + 1)) {
        moved = push(one, other, frame, way) || moved;
      }
    });
    if (!moved) return true;
  }
  return false;
}

function push(one: Place, other: Place, frame: Frame, way: Way): boolean {
  const { size, gap } = frame;
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const [lackX, lackY] = [size.w + gap.w - Math.abs(dx), size.h + gap.h - Math.abs(dy)];
  if (lackX <= 1e-6 || lackY <= 1e-6) return false;
  const beside =
    way === "bearing" ? Math.abs(dx) / size.w >= Math.abs(dy) / size.h : lackX < lackY;
  const half = ((beside ? lackX : lackY) / 2 + 0.01) * ((beside ? dx : dy) < 0 ? -1 : 1);
  const axis = beside ? "x" : "y";
  const [least, most] = boundsOf(axis, frame);
  one[axis] = Math.min(most, Math.max(least, one[axis] - half));
  other[axis] = Math.min(most, Math.max(least, other[axis] + half));
  return true;
}

function columnsOf({ area, size, gap }: Omit<Frame, "ground">): number {
  return Math.floor(area.w / (size.w + gap.w));
}

function rowsOf({ area, size, gap }: Omit<Frame, "ground">): number {
  return Math.floor((area.h - gap.h / 2) / (size.h + gap.h));
}

/** In rows from north to south, in each from west to east: what pushing could not part. */
function lineUp(spots: Place[], frame: Frame): void {
  const { area, gap } = frame;
  const columns = columnsOf(frame);
  const rows = Math.ceil(spots.length / columns);
  const southward = [...spots].sort((one, other) => one.y - other.y);
  for (let row = 0; row < rows; row += 1) {
    const members = southward.slice(row * columns, (row + 1) * columns);
    members.sort((one, other) => one.x - other.x);
    members.forEach((spot, column) => {
      spot.x = ((column + 0.5) * area.w) / members.length;
      spot.y = gap.h / 2 + ((row + 0.5) * (area.h - gap.h / 2)) / rows;
    });
  }
}

/** What surrounds the cards of each enterprise, where it surrounds nothing else. */
function surround<Thing extends Located>(
  spots: readonly Spot<Thing>[],
  frame: Frame,
): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const { enterprise } of spots.map(({ thing }) => thing)) {
    if (enterprise !== "" && !boxes.has(enterprise)) {
      const own = spots.filter(({ thing }) => thing.enterprise === enterprise);
      boxes.set(enterprise, bound(own, frame));
    }
  }
  const clear = [...boxes].filter(([enterprise, box]) =>
    [...boxes].every(([other, beside]) => other === enterprise || !overlap(box, beside)),
  );
  return new Map(clear);
}

function bound(spots: readonly Place[], { size, gap }: Frame): Box {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  const [west, north] = [Math.min(...xs) - size.w / 2, Math.min(...ys) - size.h / 2];
  const edge = gap.w * 0.4;
  const above = gap.h * 0.7;
  return {
    x: west - edge,
    y: north - above,
    w: Math.max(...xs) + size.w / 2 + edge - (west - edge),
    h: Math.max(...ys) + size.h / 2 + edge - (north - above),
  };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.w &&
    other.x < one.x + one.w &&
    one.y < other.y + other.h &&
    other.y < one.y + one.h
  );
}
