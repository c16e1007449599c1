/**
 * Where a hazard's equipment stands on its schematic: at its coordinates, as on the map; where the plant
 * directory has none, in rows in its order, which says that they are. Pure. And what stands on each
 * piece of equipment.
 */
import type { AlarmRow, Priority } from "../wire/frames";
import type { Equipment, Park } from "../wire/plant";
import { worse } from "./alarms";
import { layOutMap, layOutRows, type Scale, type Size, type Spot } from "./map_plan";

/** In units of the drawing. */
export const PLAN: Size = { w: 380, h: 250 };

/** A mark with its name beneath it, and ever smaller ones where there are too many. */
const MARKS: Scale = {
  sizes: [
    { w: 56, h: 48 },
    { w: 34, h: 30 },
    { w: 20, h: 18 },
    { w: 12, h: 11 },
  ],
  gap: { w: 4, h: 8 },
};

export interface EquipmentPlan {
  /** `places`: by coordinates; `rows`: in order, because they are missing. */
  kind: "places" | "rows";
  spots: readonly Spot<Equipment>[];
  /** How large a mark may be drawn, 1: in full. */
  scale: number;
  /** Those of which no place is known, where the others have one. */
  placeless: readonly Equipment[];
}

export function planEquipment(equipment: readonly Equipment[]): EquipmentPlan {
  const things = equipment.map((one) => ({ own: one, enterprise: "", location: one.location }));
  const places = new Set(equipment.flatMap(({ location }) => (location ? [String(location)] : [])));
  const located = places.size > 1 ? layOutMap(things, PLAN, MARKS) : null;
  const layout = located ?? layOutRows(things, PLAN, MARKS);
  return {
    kind: located ? "places" : "rows",
    spots: (layout?.spots ?? []).map(({ thing, x, y }) => ({ thing: thing.own, x, y })),
    scale: (layout?.size.w ?? 0) / MARKS.sizes[0]!.w,
    placeless: located ? equipment.filter(({ location }) => !location) : [],
  };
}

/** The equipment at which an alarm stands: its tag's, or itself; null: another source's. */
export function equipmentOf(park: Park, source: string): string | null {
  const tag = park.tags.get(source);
  if (tag) return tag.equipment || null;
  return park.equipment.has(source) ? source : null;
}

/** Equipment → the worst that stands there, and how many. */
export function worstByEquipment(
  park: Park,
  alarms: Iterable<AlarmRow>,
): ReadonlyMap<string, { worst: Priority; count: number }> {
  const found = new Map<string, { worst: Priority; count: number }>();
  for (const { source, priority } of alarms) {
    const equipment = equipmentOf(park, source);
    if (equipment === null) continue;
    const before = found.get(equipment);
    found.set(equipment, {
      worst: worse(before?.worst ?? null, priority),
      count: (before?.count ?? 0) + 1,
    });
  }
  return found;
}

/** What a piece of equipment is drawn as; what nobody knows is a box. */
export type Figure =
  "tank" | "sphere" | "roof" | "pump" | "reactor" | "column" | "exchanger" | "gas" | "wind" | "box";

const FIGURES: Readonly<Record<string, Figure>> = {
  tank: "tank",
  sphere: "sphere",
  floating_roof_tank: "roof",
  pump: "pump",
  compressor: "pump",
  reactor: "reactor",
  separator: "reactor",
  absorber: "column",
  column: "column",
  condenser: "exchanger",
  exchanger: "exchanger",
  heat_exchanger: "exchanger",
  gas_detection_system: "gas",
  weather_station: "wind",
};

export function figureOf({ kind }: Pick<Equipment, "kind">): Figure {
  return FIGURES[kind] ?? "box";
}
