/** Hazards and what goes with them for tests, of which a test names what it is about. */
import type { HazardRow } from "../src/wire/frames";
import { makePark, type Grading, type Hazard, type Park, type PlantInfo } from "../src/wire/plant";

export function hazardRow(id: string, change: Partial<HazardRow> = {}): HazardRow {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  const calm = { worst: null, counts, unacknowledged: 0, held: 0, stale: 0, online: 4, tags: 4 };
  return { id, ...calm, ...change };
}

export function hazard(id: string, change: Partial<Hazard> = {}): Hazard {
  return {
    id,
    enterprise: "E1",
    name: id,
    name_en: "",
    level: 1,
    location: null,
    responsible: {},
    cameras: [],
    contacts: [],
    ...change,
  };
}

const BASIS = { clause: "table 1", source: "a text", trust: "secondary" };

export function grading(change: Partial<Grading> = {}): Grading {
  return {
    standard: "GB 18218-2018",
    s: 14,
    alpha: 2,
    alpha_from: { ...BASIS, trust: "verified" },
    r: 112,
    major: true,
    level: 1,
    level_from: { ...BASIS, trust: "verified" },
    terms: [
      {
        cas: "7782-50-5",
        class_symbol: "",
        name: "氯",
        name_en: "chlorine",
        quantity_t: 70,
        critical_t: 5,
        critical_from: BASIS,
        ratio: 14,
        beta: 4,
        beta_from: { ...BASIS, trust: "verified" },
      },
    ],
    unknown: [],
    ...change,
  };
}

export function park(listings: Partial<Parameters<typeof makePark>[0]> = {}): Park {
  return makePark({
    plant: {} as PlantInfo,
    areas: [],
    votings: [],
    enterprises: [
      { id: "E1", name: "甲公司", name_en: "Alpha", phone: "", area: "" },
      { id: "E2", name: "乙公司", name_en: "Beta", phone: "", area: "" },
    ],
    hazards: [],
    equipment: [],
    gateways: [],
    tags: [],
    ...listings,
  });
}
