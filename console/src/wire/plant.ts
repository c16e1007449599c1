/** The plant directory as REST tells it: parks, hazards, equipment, tags. Types and look-ups only. */
import type { Place } from "../state/filter";
import type { GatewayRow, HazardRow, Priority, TagRow } from "./frames";

export interface PlantInfo {
  id: string;
  name: string;
  name_en: string;
  /** `stream`: now is the newest source time, as in the replay of a recording. */
  clock: "wall" | "stream";
  /** Whether some gateway is declared a simulation. */
  simulation: boolean;
}

/** A city, a district or a park. */
export interface Area {
  id: string;
  kind: "city" | "district" | "park";
  name: string;
  name_en: string;
  /** Another area; empty for an outermost one. */
  within: string;
  location: [number, number] | null;
  /** Its corners, longitude and latitude, for a schematic; empty where none are known. */
  outline: [number, number][];
}

export interface Enterprise {
  id: string;
  name: string;
  name_en: string;
  phone: string;
  /** Where it lies; empty where the plant directory has no areas. */
  area: string;
}

export interface Hazard {
  id: string;
  enterprise: string;
  name: string;
  name_en: string;
  level: number | null;
  location: [number, number] | null;
  /** The responsible persons (包保责任人): `principal`, `technical`, `operating` → who that is. */
  responsible: Record<string, string>;
  cameras: Camera[];
  contacts: Contact[];
  /** Its emergency plan; older platforms tell of none. */
  plan?: Plan | null;
  /** Permanent population within 500 m of the plant boundary; null: nobody wrote it down. */
  exposed_population?: number | null;
  /** Null where an account may not see it; older platforms tell of none. */
  grading?: Grading | null;
  /** As it stood when it was asked for; the live stream knows better. */
  now?: HazardRow;
}

/** The responsible persons in the order in which the law names them. */
export const ROLES = ["principal", "technical", "operating"] as const;

/** A camera that shows it; `url` is whatever the site's video system is reached by, or empty. */
export interface Camera {
  id: string;
  name: string;
  url: string;
}

/** An emergency plan (应急预案) and what is done first by it. */
export interface Plan {
  title: string;
  title_en: string;
  url: string;
  steps: string[];
  steps_en: string[];
}

/** Where a number of a standard stands, and how far it can be trusted. */
export interface Basis {
  clause: string;
  source: string;
  /** `verified`, `secondary`, `recalled`, `conflict`, `proposed`. */
  trust: string;
}

/** One chemical's part in a grading: q, Q, q/Q and β; null where the catalogue has no number. */
export interface GradingTerm {
  /** Empty: a mixture, known by its class. */
  cas: string;
  class_symbol: string;
  name: string;
  name_en: string;
  quantity_t: number;
  critical_t: number | null;
  critical_from: Basis | null;
  ratio: number | null;
  beta: number | null;
  beta_from: Basis | null;
}

/** How a hazard is graded: S = Σ q/Q, R = α Σ β q/Q, and the level that follows from R. */
export interface Grading {
  standard: string;
  /** A lower bound while something is unknown. */
  s: number;
  alpha: number | null;
  alpha_from: Basis;
  r: number | null;
  /** Whether it is a major hazard installation at all; null: can't be told. */
  major: boolean | null;
  level: number | null;
  level_from: Basis;
  terms: GradingTerm[];
  /** CAS numbers, class symbols, `exposed_population`. */
  unknown: string[];
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
  /** Longitude and latitude in degrees. */
  location: [number, number] | null;
}

/** Where a gateway publishes, and where it is told what is durable; empty where it is not. */
export interface GatewayTopics {
  /** Of a foreign format a filter, in which wildcards may stand. */
  data: string;
  backfill: string;
  status: string;
  ack: string;
}

export interface Gateway {
  id: string;
  enterprise: string;
  format: string;
  /** `polled`, or `exception` where it reports by exception. */
  report: string;
  simulation: boolean;
  topics: GatewayTopics;
  /** Numbers that mean no value. */
  missing: number[];
  /** `convert` where another unit than the plant's is converted. */
  units: string;
  clock_tolerance_ms: number;
  /** As it stood when it was asked for; the live stream knows better. */
  now: GatewayRow;
}

/** A configured condition of a tag: its limit in the tag's unit. */
export interface Limit {
  condition: string;
  limit: number;
  priority: Priority;
}

/** A condition that is judged by more than the value: `reference` is what it is held against. */
export interface Check {
  condition: string;
  /** A tag, else empty. */
  reference: string;
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
  checks: Check[];
  /** As it stood when it was asked for; the live stream knows better. */
  now: TagRow;
}

/** A MooN vote (N 取 M): `need` of `tags` in `condition`. */
export interface Voting {
  id: string;
  name: string;
  name_en: string;
  hazard: string;
  tags: string[];
  need: number;
  condition: string;
  /** Seconds after which a channel counts as unknown. */
  max_age_s: number | null;
  /** Empty, or for each of the tags one that bypasses it while it is 1, or empty. */
  bypass: string[];
}

export interface Park {
  plant: PlantInfo;
  areas: ReadonlyMap<string, Area>;
  enterprises: ReadonlyMap<string, Enterprise>;
  hazards: ReadonlyMap<string, Hazard>;
  equipment: ReadonlyMap<string, Equipment>;
  gateways: ReadonlyMap<string, Gateway>;
  tags: ReadonlyMap<string, Tag>;
  votings: ReadonlyMap<string, Voting>;
  /** Equipment id → its tags in the order of the plant directory. */
  tagsOf: ReadonlyMap<string, readonly Tag[]>;
}

function byId<Item extends { id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

/** The lists of the plant directory, in its order. */
export interface Listings {
  plant: PlantInfo;
  areas: readonly Area[];
  enterprises: readonly Enterprise[];
  hazards: readonly Hazard[];
  equipment: readonly Equipment[];
  gateways: readonly Gateway[];
  tags: readonly Tag[];
  votings: readonly Voting[];
}

export function makePark(listings: Listings): Park {
  const tagsOf = new Map<string, Tag[]>();
  for (const tag of listings.tags) {
    const siblings = tagsOf.get(tag.equipment);
    if (siblings) siblings.push(tag);
    else tagsOf.set(tag.equipment, [tag]);
  }
  return {
    plant: listings.plant,
    areas: byId(listings.areas),
    enterprises: byId(listings.enterprises),
    hazards: byId(listings.hazards),
    equipment: byId(listings.equipment),
    gateways: byId(listings.gateways),
    tags: new Map(listings.tags.map((tag) => [tag.tag, tag])),
    votings: byId(listings.votings),
    tagsOf,
  };
}

/** Where a source of alarms is: a tag, a piece of equipment, a vote or a gateway. */
export function placeOf(park: Park, source: string): Place {
  const hazard =
    park.tags.get(source)?.hazard ??
    park.equipment.get(source)?.hazard ??
    park.votings.get(source)?.hazard ??
    "";
  const enterprise =
    park.tags.get(source)?.enterprise ??
    park.gateways.get(source)?.enterprise ??
    park.hazards.get(hazard)?.enterprise;
  return { hazard, enterprise };
}

/**
 * How many tags a gateway brings: those of its enterprise where it is the only one there. Which of
 * several gateways brings a tag the plant directory does not tell; null then.
 */
export function countTagsOf(park: Park, gateway: string): number | null {
  const enterprise = park.gateways.get(gateway)?.enterprise;
  const beside = [...park.gateways.values()].filter((other) => other.enterprise === enterprise);
  if (enterprise === undefined || beside.length !== 1) return null;
  return [...park.tags.values()].filter((tag) => tag.enterprise === enterprise).length;
}
