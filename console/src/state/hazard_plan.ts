/**
 * Where a hazard's equipment stands on its schematic: at its coordinates, north up, moved apart until no
 * mark covers another; where the plant directory has no coordinates, in a grid in its order, which says
 * that it is one. Pure. And what stands on each piece of equipment.
 */
import type { AlarmRow, Priority } from "../wire/frames";
import type { Equipment, Park } from "../wire/plant";
import { worse } from "./alarms";
import { placeOnPlan, type Frame, type Spot } from "./plan";

/** Marks are kept so far apart as their names need. */
export const PLAN: Frame = { width: 380, height: 250, margin: 50, apart: 58 };

export interface EquipmentPlan {
  /** `places`: by coordinates; `grid`: in order, because they are missing. */
  kind: "places" | "grid";
  spots: readonly Spot<Equipment>[];
  /** How large a mark may be drawn, 1: in full. */
  scale: number;
  /** Those of which no place is known, where the others have one. */
  placeless: readonly Equipment[];
}

/** Of more, marks at their places would cover one another. */
function mostPlaces({ width, height, margin, apart }: Frame): number {
  return Math.floor((width - margin) / apart) * Math.floor((height - margin) / apart);
}

export function planEquipment(equipment: readonly Equipment[]): EquipmentPlan {
  const located = equipment.filter(({ location }) => location);
  const apart = new Set(located.map(({ location }) => String(location)));
  if (apart.size < 2 || located.length > mostPlaces(PLAN)) return layGrid(equipment);
  return {
    kind: "places",
    spots: placeOnPlan(located, PLAN),
    scale: 1,
    placeless: equipment.filter(({ location }) => !location),
  };
}

function layGrid(equipment: readonly Equipment[]): EquipmentPlan {
  const { width, height } = PLAN;
  const count = Math.max(1, equipment.length);
  const columns = Math.min(count, Math.ceil(Math.sqrt((count * width) / height)));
  const rows = Math.ceil(count / columns);
  const spots = equipment.map((thing, index) => ({
    thing,
    x: ((index % columns) + 0.5) * (width / columns),
    y: (Math.floor(index / columns) + 0.5) * (height / rows),
  }));
  const room = Math.min(width / columns, height / rows);
  return { kind: "grid", spots, scale: Math.min(1, room / PLAN.apart), placeless: [] };
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
