/**
 * How places lie in each other: the site, its areas (city, district, park), the enterprises there,
 * their hazards, and the equipment of a hazard; which of it a map shows, what lies around it, and
 * where something is. Pure; worked out once a park.
 */
import { placeOf, type Area, type Enterprise, type Equipment, type Hazard, type Park } from "../wire/plant";
import type { Location } from "./map_plan";

/** Something that the map goes into. */
export type Place =
  | { kind: "site" }
  | { kind: "area"; id: string }
  | { kind: "enterprise"; id: string }
  | { kind: "hazard"; id: string };

export type PlaceKind = Place["kind"];

export const SITE: Place = { kind: "site" };

/** One word for a place, by which it is counted and written. */
export function keyOf(place: Place): string {
  return place.kind === "site" ? "site" : `${place.kind}:${place.id}`;
}

export function isSame(one: Place, other: Place): boolean {
  return keyOf(one) === keyOf(other);
}

/** What lies in an area, without what lies in the areas within it. */
interface Content {
  areas: Area[];
  enterprises: Enterprise[];
}

export class Atlas {
  #park: Park;
  #content = new Map<string, Content>();
  #hazardsOf = new Map<string, Hazard[]>();
  #equipmentOf = new Map<string, Equipment[]>();
  /** Of each place that was asked for: views ask with every picture. */
  #hazardsIn = new Map<string, readonly Hazard[]>();
  #enterprisesIn = new Map<string, readonly Enterprise[]>();

  constructor(park: Park) {
    this.#park = park;
    for (const area of park.areas.values()) this.#contentOf(this.#around(area.within)).areas.push(area);
    for (const one of park.enterprises.values())
      this.#contentOf(this.#around(one.area)).enterprises.push(one);
    for (const hazard of park.hazards.values()) add(this.#hazardsOf, hazard.enterprise, hazard);
    for (const equipment of park.equipment.values())
      add(this.#equipmentOf, equipment.hazard, equipment);
  }

  /** Areas right within a place. */
  areasIn(place: Place): readonly Area[] {
    return place.kind === "site" || place.kind === "area" ? this.#contentAt(place).areas : [];
  }

  /** Enterprises right within a place, not in an area of it. */
  enterprisesAt(place: Place): readonly Enterprise[] {
    if (place.kind === "site" || place.kind === "area") return this.#contentAt(place).enterprises;
    const enterprise = place.kind === "enterprise" && this.#park.enterprises.get(place.id);
    return enterprise ? [enterprise] : [];
  }

  /** All enterprises of a place, also those of the areas within it. */
  enterprisesIn(place: Place): readonly Enterprise[] {
    return remember(this.#enterprisesIn, place, () => {
      const areas = this.areasIn(place);
      const deeper = areas.flatMap(({ id }) => this.enterprisesIn({ kind: "area", id }));
      return [...this.enterprisesAt(place), ...deeper];
    });
  }

  hazardsOf(enterprise: string): readonly Hazard[] {
    return this.#hazardsOf.get(enterprise) ?? [];
  }

  /** All hazards of a place. */
  hazardsIn(place: Place): readonly Hazard[] {
    const hazard = place.kind === "hazard" && this.#park.hazards.get(place.id);
    if (hazard) return [hazard];
    return remember(this.#hazardsIn, place, () =>
      this.enterprisesIn(place).flatMap(({ id }) => this.hazardsOf(id)),
    );
  }

  equipmentOf(hazard: string): readonly Equipment[] {
    return this.#equipmentOf.get(hazard) ?? [];
  }

  /** Whether there is such a place. */
  knows(place: Place): boolean {
    if (place.kind === "site") return true;
    const park = this.#park;
    return { area: park.areas, enterprise: park.enterprises, hazard: park.hazards }[place.kind].has(
      place.id,
    );
  }

  /** A place that holds nothing but one area is shown as that: a map of one card says nothing. */
  enter(place: Place): Place {
    const [area, ...others] = this.areasIn(place);
    const alone = area && others.length === 0 && this.enterprisesAt(place).length === 0;
    return alone ? this.enter({ kind: "area", id: area.id }) : place;
  }

  /** From the site to a place, both included. */
  pathTo(place: Place): Place[] {
    const around = this.#parentOf(place);
    return around ? [...this.pathTo(around), place] : [place];
  }

  /**
   * The next place around one that shows something else, of a hazard the park and not the enterprise;
   * null around the outermost.
   */
  leave(place: Place): Place | null {
    const around = this.pathTo(place).filter(
      ({ kind }) => place.kind !== "hazard" || kind !== "enterprise",
    );
    const shown = around.map((one) => this.enter(one));
    return shown.reverse().find((one) => !isSame(one, place)) ?? null;
  }

  /** The worst grade of the hazards of a place, 1 being the worst; null where none is graded. */
  levelOf(place: Place): number | null {
    const levels = this.hazardsIn(place).flatMap(({ level }) => (level === null ? [] : [level]));
    return levels.length > 0 ? Math.min(...levels) : null;
  }

  /** Where something that has alarms is: as deep as is known, null where nothing is. */
  find(source: string, hazard = "", enterprise = ""): Place | null {
    const known = placeOf(this.#park, source);
    const id = known.hazard || hazard;
    if (this.#park.hazards.has(id)) return { kind: "hazard", id };
    const owner = known.enterprise || enterprise;
    return this.#park.enterprises.has(owner) ? { kind: "enterprise", id: owner } : null;
  }

  /** Everything around a source's alarm, the equipment included, by its key. */
  keysAround(source: string, hazard: string, enterprise: string): string[] {
    const place = this.find(source, hazard, enterprise);
    if (!place) return [];
    const equipment = this.#park.tags.get(source)?.equipment ?? source;
    const keys = this.pathTo(place).map(keyOf);
    return this.#park.equipment.has(equipment) ? [...keys, `equipment:${equipment}`] : keys;
  }

  /** Where to draw a place: what is written of it, else the middle of what lies in it. */
  locationOf(place: Place): Location | null {
    if (place.kind === "hazard") return this.#park.hazards.get(place.id)?.location ?? null;
    if (place.kind === "area") {
      const area = this.#park.areas.get(place.id);
      const own = area?.location ?? middleOf(area?.outline ?? []);
      if (own) return own;
    }
    return middleOf(this.hazardsIn(place).flatMap(({ location }) => (location ? [location] : [])));
  }

  #parentOf(place: Place): Place | null {
    if (place.kind === "site") return null;
    if (place.kind === "hazard") {
      const hazard = this.#park.hazards.get(place.id);
      return hazard && this.#park.enterprises.has(hazard.enterprise)
        ? { kind: "enterprise", id: hazard.enterprise }
        : SITE;
    }
    const around =
      place.kind === "area"
        ? this.#park.areas.get(place.id)?.within
        : this.#park.enterprises.get(place.id)?.area;
    const id = this.#around(around ?? "");
    return id === "" ? SITE : { kind: "area", id };
  }

  /** An area that is not there holds nothing: what names it lies right within the site. */
  #around(id: string): string {
    return this.#park.areas.has(id) ? id : "";
  }

  #contentAt(place: { kind: "site" } | { kind: "area"; id: string }): Content {
    return this.#contentOf(place.kind === "site" ? "" : place.id);
  }

  #contentOf(id: string): Content {
    const known = this.#content.get(id);
    if (known) return known;
    const made = { areas: [], enterprises: [] };
    this.#content.set(id, made);
    return made;
  }
}

function remember<Known>(all: Map<string, Known>, place: Place, find: () => Known): Known {
  const key = keyOf(place);
  const known = all.get(key) ?? find();
  all.set(key, known);
  return known;
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The middle of the space that points take. */
function middleOf(points: readonly Location[]): Location | null {
  if (points.length === 0) return null;
  const [east, north] = [points.map(([one]) => one), points.map(([, one]) => one)];
  return [
    (Math.min(...east) + Math.max(...east)) / 2,
    (Math.min(...north) + Math.max(...north)) / 2,
  ];
}

const known = new WeakMap<Park, Atlas>();

export function atlasOf(park: Park): Atlas {
  const atlas = known.get(park) ?? new Atlas(park);
  known.set(park, atlas);
  return atlas;
}
