/**
 * Where a hazard's equipment stands on its schematic: at its coordinates, as on the map; where the plant
 * directory has none, in rows in its order, which says that they are. Pure.
 */
import type { Equipment } from "../wire/plant";
import { layOutMap, layOutRows, type Scale, type Size, type Spot } from "./map_plan";

/** In units of the drawing. */
export const PLAN: Size = { w: 380, h: 250 };

/** A mark with its name beneath it, and ever smaller ones without where there are too many. */
const MARKS: Scale = {
  sizes: [
    { w: 56, h: 60 },
    { w: 34, h: 36 },
    { w: 20, h: 21 },
    { w: 12, h: 13 },
  ],
  gap: { w: 4, h: 4 },
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
