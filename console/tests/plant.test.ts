import { describe, expect, it } from "vitest";
import {
  countTagsOf,
  makePark,
  placeOf,
  type Gateway,
  type Hazard,
  type Tag,
} from "../src/wire/plant";
import { gateway } from "./gateway_rows";

const hazards = [{ id: "H1", enterprise: "E1" }] as Hazard[];
const equipment = [{ id: "V1", hazard: "H1", kind: "tank", name: "", name_en: "", location: null }];
const tags = [
  { tag: "T1", enterprise: "E1", equipment: "V1", hazard: "H1" },
  { tag: "T2", enterprise: "E2", equipment: "", hazard: "" },
] as Tag[];

function park(gateways: Gateway[]) {
  const plant = { id: "p", name: "", name_en: "", clock: "wall", simulation: false } as const;
  return makePark({ plant, areas: [], enterprises: [], hazards, equipment, gateways, tags, votings: [] });
}

describe("the place of a source", () => {
  const known = park([gateway({ id: "g1", enterprise: "E1" })]);

  it("is that of the tag, the equipment or the gateway", () => {
    expect(placeOf(known, "T1")).toEqual({ hazard: "H1", enterprise: "E1" });
    expect(placeOf(known, "V1")).toEqual({ hazard: "H1", enterprise: "E1" });
    expect(placeOf(known, "g1")).toEqual({ hazard: "", enterprise: "E1" });
    expect(placeOf(known, "broker")).toEqual({ hazard: "", enterprise: undefined });
  });
});

describe("the tags of a gateway", () => {
  it("are its enterprise's where it is the only one there, else not known", () => {
    const two = park([
      gateway({ id: "g1", enterprise: "E1" }),
      gateway({ id: "g2", enterprise: "E2" }),
      gateway({ id: "g3", enterprise: "E2" }),
    ]);
    expect(countTagsOf(two, "g1")).toBe(1);
    expect(countTagsOf(two, "g2")).toBeNull();
    expect(countTagsOf(two, "T1")).toBeNull();
  });
});
