/** The plant directory as REST tells it: parks, hazards, equipment, tags. Types and look-ups only. */
import type { Priority, TagRow } from "./frames";

export interface PlantInfo {
  id: string;
  name: string;
  name_en: string;
  /** `stream`: now is the newest source time, as in the replay of a recording. */
  clock: "wall" | "stream";
  /** Whether some gateway is declared a simulation. */
  simulation: boolean;
}

export interface Enterprise {
  id: string;
  name: string;
  name_en: string;
  phone: string;
}

export interface Hazard {
  id: string;
  enterprise: string;
  name: string;
  name_en: string;
  level: number | null;
  location: [number, number] | null;
  contacts: Contact[];
}

export interface Contact {
  id: string;
  name: string;
  phone: string;
}

export interface Equipment {
  id: string;
  hazard: string;
  kind: string;
  name: string;
  name_en: string;
}

/** A configured condition of a tag: its limit in the tag's unit. */
export interface Limit {
  condition: string;
  limit: number;
  priority: Priority;
}

export interface Tag {
  tag: string;
  enterprise: string;
  equipment: string;
  hazard: string;
  kind: string;
  unit: string;
  range_lo: number | null;
  range_hi: number | null;
  /** Seconds between readings; null where the source reports by exception. */
  interval_s: number | null;
  name: string;
  name_en: string;
  limits: Limit[];
  /** As it stood when it was asked for; the live stream knows better. */
  now: TagRow;
}

export interface Park {
  plant: PlantInfo;
  enterprises: ReadonlyMap<string, Enterprise>;
  hazards: ReadonlyMap<string, Hazard>;
  equipment: ReadonlyMap<string, Equipment>;
  tags: ReadonlyMap<string, Tag>;
  /** Equipment id → its tags in the order of the plant directory. */
  tagsOf: ReadonlyMap<string, readonly Tag[]>;
}

function byId<Item extends { id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

export function makePark(
  plant: PlantInfo,
  enterprises: readonly Enterprise[],
  hazards: readonly Hazard[],
  equipment: readonly Equipment[],
  tags: readonly Tag[],
): Park {
  const tagsOf = new Map<string, Tag[]>();
  for (const tag of tags) {
    const siblings = tagsOf.get(tag.equipment);
    if (siblings) siblings.push(tag);
    else tagsOf.set(tag.equipment, [tag]);
  }
  return {
    plant,
    enterprises: byId(enterprises),
    hazards: byId(hazards),
    equipment: byId(equipment),
    tags: new Map(tags.map((tag) => [tag.tag, tag])),
    tagsOf,
  };
}
