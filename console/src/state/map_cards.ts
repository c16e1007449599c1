/**
 * What a map shows of a place: cards of the areas, enterprises and hazards right within it, or of the
 * equipment of a hazard; and where they stand in a room. Pure.
 */
import { keyOf, type Atlas, type Place } from "./atlas";
import {
  layOutMap,
  layOutRows,
  projectGround,
  type Box,
  type Location,
  type Scale,
  type Size,
  type Spot,
} from "./map_plan";
import type { Area, Enterprise, Equipment, Hazard } from "../wire/plant";

export interface Card {
  /** By which is counted what stands there. */
  key: string;
  /** Where it leads; null: nowhere deeper. */
  place: Place | null;
  named: { id: string; name: string; name_en: string };
  location: Location | null;
  /** What it is surrounded with, empty: nothing. */
  enterprise: string;
  /** The worst grade there; null: none is graded; undefined: of a part of a hazard. */
  level: number | null | undefined;
  /** How many hazards lie there. */
  hazards: number;
  outline: readonly Location[];
}

/** An area's or a park's cards; whole enterprises where there is no room for each hazard. */
export function cardsOf(atlas: Atlas, place: Place, whole = false): Card[] {
  if (place.kind === "hazard") return atlas.equipmentOf(place.id).map(cardOfEquipment);
  const areas = atlas.areasIn(place).map((area) => cardOfArea(atlas, area));
  const here = atlas.enterprisesAt(place);
  const own = whole
    ? here.map((one) => cardOfEnterprise(atlas, one))
    : here.flatMap(({ id }) => atlas.hazardsOf(id)).map(cardOfHazard);
  return [...areas, ...own];
}

function cardOfArea(atlas: Atlas, area: Area): Card {
  const place: Place = { kind: "area", id: area.id };
  return { ...cardOfPlace(atlas, place, area), outline: area.outline };
}

function cardOfEnterprise(atlas: Atlas, enterprise: Enterprise): Card {
  return cardOfPlace(atlas, { kind: "enterprise", id: enterprise.id }, enterprise);
}

function cardOfPlace(atlas: Atlas, place: Place, named: Card["named"]): Card {
  return {
    key: keyOf(place),
    place,
    named,
    location: atlas.locationOf(place),
    enterprise: "",
    level: atlas.levelOf(place),
    hazards: atlas.hazardsIn(place).length,
    outline: [],
  };
}

function cardOfHazard(hazard: Hazard): Card {
  const place: Place = { kind: "hazard", id: hazard.id };
  return {
    key: keyOf(place),
    place,
    named: hazard,
    location: hazard.location,
    enterprise: hazard.enterprise,
    level: hazard.level,
    hazards: 1,
    outline: [],
  };
}

function cardOfEquipment(equipment: Equipment): Card {
  return {
    key: `equipment:${equipment.id}`,
    place: null,
    named: equipment,
    location: equipment.location,
    enterprise: "",
    level: undefined,
    hazards: 0,
    outline: [],
  };
}

export interface Picture {
  /** At their places, and beneath them in rows those that have none. */
  spots: readonly Spot<Card>[];
  rows: readonly Spot<Card>[];
  size: Size;
  /** Of the rows. */
  slip: Size;
  boxes: ReadonlyMap<string, Box>;
  outlines: readonly { card: Card; points: readonly { x: number; y: number }[] }[];
}

/** Null: there is no room for so many. */
export function drawMap(cards: readonly Card[], room: Size, scale: Scale): Picture | null {
  const placeless = cards.filter(({ location }) => location === null);
  if (placeless.length === cards.length) return drawRows(cards, room, scale);
  if (placeless.length === 0) return drawPlaces(cards, room, scale);
  const strip = stripFor(placeless, room, scale);
  const above = strip && drawPlaces(cards, { w: room.w, h: room.h - strip.h }, scale);
  if (!strip || !above) return drawRows(cards, room, scale);
  const rows = strip.spots.map((spot) => ({ ...spot, y: spot.y + room.h - strip.h }));
  return { ...above, rows, slip: strip.size };
}

function drawPlaces(cards: readonly Card[], area: Size, scale: Scale): Picture | null {
  const ground = cards.flatMap(({ outline }) => outline);
  // Full cards would cover the outlines that they stand on.
  const [, ...smaller] = scale.sizes;
  const sizes = ground.length > 0 ? smaller : scale.sizes;
  const layout = layOutMap(cards, area, { ...scale, sizes }, ground);
  if (!layout) return null;
  const project = projectGround(ground, area);
  const outlines = cards
    .filter(({ outline }) => outline.length > 2)
    .map((card) => ({ card, points: card.outline.map(project) }));
  return { ...layout, rows: [], slip: layout.size, outlines };
}

function drawRows(cards: readonly Card[], area: Size, scale: Scale): Picture | null {
  const layout = layOutRows(cards, area, scale);
  return layout && { ...layout, spots: [], rows: layout.spots, slip: layout.size, outlines: [] };
}

/** The lowest part of the room that takes what has no place, no more than half of it. */
function stripFor(placeless: readonly Card[], room: Size, scale: Scale) {
  for (const size of scale.sizes) {
    const columns = Math.floor(room.w / (size.w + scale.gap.w));
    const h = Math.ceil(placeless.length / columns) * (size.h + scale.gap.h) + scale.gap.h / 2 + 1e-6;
    const layout =
      columns > 0 && h <= room.h / 2 ? layOutRows(placeless, { w: room.w, h }, { ...scale, sizes: [size] }) : null;
    if (layout) return { h, spots: layout.spots, size };
  }
  return null;
}
