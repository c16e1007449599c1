import { describe, expect, it } from "vitest";
import { Atlas, keyOf, SITE, type Place } from "../src/state/atlas";
import { askWithin, matches, NO_FILTER } from "../src/state/filter";
import { queryOf, readPlace } from "../src/state/map_address";
import { readAddress, writeAddress, addressOf } from "../src/state/address";
import { makePark, type Area, type Equipment, type Hazard, type Tag } from "../src/wire/plant";
import { gateway } from "./gateway_rows";
import { alarm } from "./rows";

function area(id: string, within = "", more: Partial<Area> = {}): Area {
  return { id, kind: "park", name: id, name_en: "", within, location: null, outline: [], ...more };
}

function enterprise(id: string, of = "") {
  return { id, name: id, name_en: "", phone: "", area: of };
}

function hazard(id: string, of: string, level: number | null, location: Hazard["location"] = null) {
  return { id, enterprise: of, name: id, name_en: "", level, location } as Hazard;
}

function atlas(areas: readonly Area[], enterprises: ReturnType<typeof enterprise>[]) {
  const plant = { id: "p", name: "", name_en: "", clock: "wall", simulation: false } as const;
  const park = makePark({
    plant,
    areas,
    enterprises,
    hazards: [
      hazard("H1", "E1", 2, [119.9, 32.1]),
      hazard("H2", "E1", null),
      hazard("H3", "E2", 4, [119.7, 32.3]),
    ],
    equipment: [{ id: "V1", hazard: "H1" } as Equipment],
    gateways: [gateway({ id: "g2", enterprise: "E2" })],
    tags: [{ tag: "T1", enterprise: "E1", equipment: "V1", hazard: "H1" } as Tag],
    votings: [],
  });
  return new Atlas(park);
}

const city = () =>
  atlas(
    [area("tz"), area("tx", "tz"), area("park", "tx"), area("gg", "tz"), area("xh", "tz")],
    [enterprise("E1", "park"), enterprise("E2", "gg")],
  );
const bare = () => atlas([], [enterprise("E1"), enterprise("E2")]);
const at = (kind: "area" | "enterprise" | "hazard", id: string): Place => ({ kind, id });

describe("the way into a city and out of it", () => {
  it("begins where there is something to choose, and skips what holds only one thing", () => {
    expect(keyOf(city().enter(SITE))).toBe("area:tz");
    expect(keyOf(city().enter(at("area", "tx")))).toBe("area:park");
    expect(keyOf(city().enter(at("area", "gg")))).toBe("area:gg");
  });

  it("leads back step by step, from a hazard to its park", () => {
    const known = city();
    const path: string[] = [];
    for (let place: Place | null = at("hazard", "H1"); place; place = known.leave(place))
      path.push(keyOf(place));
    expect(path).toEqual(["hazard:H1", "area:park", "area:tz"]);
    expect(known.leave(at("enterprise", "E2"))).toEqual(at("area", "gg"));
  });

  it("of a plant without areas is the site with all its hazards", () => {
    const known = bare();
    expect(known.enter(SITE)).toBe(SITE);
    expect(known.hazardsIn(SITE).map(({ id }) => id)).toEqual(["H1", "H2", "H3"]);
    expect(known.leave(SITE)).toBeNull();
    expect(known.leave(at("hazard", "H3"))).toBe(SITE);
  });

  it("holds what names an area that is not there at the outermost", () => {
    const known = atlas([area("tx", "gone")], [enterprise("E1", "tx"), enterprise("E2", "gone")]);
    expect(known.areasIn(SITE).map(({ id }) => id)).toEqual(["tx"]);
    expect(known.enterprisesAt(SITE).map(({ id }) => id)).toEqual(["E2"]);
    expect(known.hazardsIn(SITE)).toHaveLength(3);
  });
});

describe("a place", () => {
  it("has the worst grade within it, and none where no hazard is graded", () => {
    expect(city().levelOf(at("area", "tz"))).toBe(2);
    expect(city().levelOf(at("area", "gg"))).toBe(4);
    expect(city().levelOf(at("area", "xh"))).toBeNull();
    expect(city().levelOf(at("hazard", "H2"))).toBeNull();
  });

  it("is drawn where it is written to be, else amid what lies in it, else nowhere", () => {
    const own = atlas(
      [
        area("a", "", { location: [1, 2] }),
        area("b", "", { outline: [[0, 0], [4, 0], [0, 2]] }),
        area("c"),
        area("d"),
      ],
      [enterprise("E1", "c"), enterprise("E2", "c")],
    );
    expect(own.locationOf(at("area", "a"))).toEqual([1, 2]);
    expect(own.locationOf(at("area", "b"))).toEqual([2, 1]);
    expect(own.locationOf(at("area", "c"))![0]).toBeCloseTo(119.8);
    expect(own.locationOf(at("area", "d"))).toBeNull();
    expect(own.locationOf(at("hazard", "H2"))).toBeNull();
  });

  it("is around every alarm that lies in it, as deep as is known", () => {
    const all = ["site", "area:tz", "area:tx", "area:park", "enterprise:E1", "hazard:H1"];
    expect(city().keysAround("T1", "H1", "E1")).toEqual([...all, "equipment:V1"]);
    expect(city().keysAround("IL-9", "H1", "")).toEqual(all);
    const lost = ["site", "area:tz", "area:gg", "enterprise:E2"];
    expect(city().keysAround("g2", "", "")).toEqual(lost);
    expect(city().keysAround("broker", "", "")).toEqual([]);
  });

  it("stands in the address, and one that is not there is the site", () => {
    const known = city();
    for (const place of [at("hazard", "H1"), at("enterprise", "E2"), at("area", "gg")]) {
      const url = writeAddress(addressOf("overview", queryOf(place)));
      const [path, search] = url.split("?");
      expect(readPlace(readAddress(path!, `?${search}`), known)).toEqual(place);
    }
    expect(keyOf(readPlace(readAddress("/", "?hazard=H9"), known))).toBe("area:tz");
    expect(keyOf(readPlace(readAddress("/", "?area=park&hazard=H9"), known))).toBe("area:park");
  });
});

describe("the list", () => {
  it("shows the alarms of the map's place, with the gateways there and the platform's own", () => {
    const filter = askWithin(NO_FILTER, at("area", "gg"), city());
    expect(matches(alarm({ hazard: "H3", enterprise: "E2" }), filter)).toBe(true);
    expect(matches(alarm({ hazard: "H3", enterprise: "" }), filter)).toBe(true);
    expect(matches(alarm({ hazard: "H1", enterprise: "E1" }), filter)).toBe(false);
    const lost = { hazard: "", condition: "gateway_lost" };
    expect(matches(alarm({ ...lost, enterprise: "E2" }), filter)).toBe(true);
    expect(matches(alarm({ ...lost, enterprise: "E1" }), filter)).toBe(false);
    expect(matches(alarm({ hazard: "", condition: "system" }), filter)).toBe(true);
  });

  it("of the outermost place asks for nothing less than everything, and keeps what else is asked", () => {
    const asked = { ...NO_FILTER, priorities: new Set(["high" as const]) };
    expect(askWithin(asked, at("area", "tz"), city())).toEqual(asked);
    const within = askWithin(asked, at("hazard", "H1"), city());
    expect(within).toMatchObject({ hazard: "H1", enterprise: "E1", reach: null });
    expect(within.priorities).toBe(asked.priorities);
    expect(askWithin(within, SITE, bare())).toEqual(asked);
  });
});
