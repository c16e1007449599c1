/**
 * Which alarms are asked for: of one priority, of one kind of nuisance, of one hazard or of one place
 * around several. Pure. A filter is a value: asking for something else makes another one.
 */
import type { Atlas, Place as MapPlace } from "./atlas";
import { isSystem } from "./alarms";
import type { AlarmRow, Priority } from "../wire/frames";

export interface AlarmFilter {
  /** Empty: every priority. */
  priorities: ReadonlySet<Priority>;
  /** Kinds of nuisance alarms; empty: any alarm. */
  nuisances: ReadonlySet<string>;
  hazard: string | null;
  /** The enterprise of that hazard. */
  enterprise: string | null;
  /** An area or an enterprise with what lies in it; null: anywhere. */
  reach: Reach | null;
}

/** What lies in a place, by which its alarms are known. */
export interface Reach {
  place: MapPlace;
  hazards: ReadonlySet<string>;
  enterprises: ReadonlySet<string>;
}

/** Where something that has alarms is: its hazard, empty for a gateway, and its enterprise. */
export interface Place {
  hazard: string;
  enterprise?: string | undefined;
}

/**
 * Whether an alarm concerns the chosen hazard or place. The gateways of the enterprises there do,
 * because without them it is unwatched; the platform's own alarms concern everything.
 */
function concerns(
  place: Place,
  condition: string,
  filter: Pick<AlarmFilter, "hazard" | "enterprise" | "reach">,
): boolean {
  if (isSystem({ condition })) return true;
  if (filter.hazard === null) return filter.reach === null || lies(place, filter.reach);
  if (place.hazard === filter.hazard) return true;
  return place.hazard === "" && !!place.enterprise && place.enterprise === filter.enterprise;
}

function lies({ hazard, enterprise }: Place, reach: Reach): boolean {
  if (hazard !== "") return reach.hazards.has(hazard);
  return !!enterprise && reach.enterprises.has(enterprise);
}

/** What is asked for by: of what only became of an alarm, its marks of nuisance are not known. */
type Sought = Place & Pick<AlarmRow, "priority" | "condition"> & Partial<Pick<AlarmRow, "nuisances">>;

/** Whether an alarm, or what became of one, is among those that are asked for. */
export function matches(alarm: Sought, filter: AlarmFilter): boolean {
  const { priorities, nuisances } = filter;
  return (
    (priorities.size === 0 || priorities.has(alarm.priority)) &&
    (nuisances.size === 0 || (alarm.nuisances?.some(({ kind }) => nuisances.has(kind)) ?? true)) &&
    concerns(alarm, alarm.condition, filter)
  );
}

export const NO_FILTER: AlarmFilter = {
  priorities: new Set(),
  nuisances: new Set(),
  hazard: null,
  enterprise: null,
  reach: null,
};

/** Whether it asks for a part only. */
export function isPartial({ priorities, nuisances, hazard, reach }: AlarmFilter): boolean {
  return priorities.size > 0 || nuisances.size > 0 || hazard !== null || reach !== null;
}

/** Asks for this priority alone, or no longer for any. */
export function togglePriority(filter: AlarmFilter, priority: Priority): AlarmFilter {
  return { ...filter, priorities: toggle(filter.priorities, priority) };
}

/** Asks for this kind of nuisance alone, or no longer for any. */
export function toggleNuisance(filter: AlarmFilter, kind: string): AlarmFilter {
  return { ...filter, nuisances: toggle(filter.nuisances, kind) };
}

function toggle<Wanted>(asked: ReadonlySet<Wanted>, one: Wanted): ReadonlySet<Wanted> {
  return asked.has(one) ? new Set() : new Set([one]);
}

/** Asks for this hazard alone, or no longer for any. */
export function toggleHazard(
  filter: AlarmFilter,
  hazard: { id: string; enterprise: string },
): AlarmFilter {
  return filter.hazard === hazard.id
    ? { ...filter, hazard: null, enterprise: null }
    : { ...filter, hazard: hazard.id, enterprise: hazard.enterprise };
}

/** Asks for what lies in a place alone; for anything where the place is the outermost. */
export function askWithin(filter: AlarmFilter, place: MapPlace, atlas: Atlas): AlarmFilter {
  if (place.kind === "hazard") {
    const [hazard] = atlas.hazardsIn(place);
    const enterprise = hazard?.enterprise ?? null;
    return { ...filter, hazard: place.id, enterprise, reach: null };
  }
  const outermost = atlas.leave(place) === null;
  return { ...filter, hazard: null, enterprise: null, reach: outermost ? null : reachOf(place, atlas) };
}

function reachOf(place: MapPlace, atlas: Atlas): Reach {
  return {
    place,
    hazards: new Set(atlas.hazardsIn(place).map(({ id }) => id)),
    enterprises: new Set(atlas.enterprisesIn(place).map(({ id }) => id)),
  };
}
