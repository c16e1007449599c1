import { beforeEach, describe, expect, it } from "vitest";
import { OverviewView } from "../src/overview_view";
import { addressOf, readAddress, writeAddress, type Address } from "../src/state/address";
import { readView, writeView, type AlarmView } from "../src/state/alarm_address";
import { atlasOf, SITE, type Place } from "../src/state/atlas";
import { askWithin, isPartial, NO_FILTER, toggleNuisance, togglePriority } from "../src/state/filter";
import { WHOLE } from "../src/state/history_query";
import { makePark, type Area, type Hazard } from "../src/wire/plant";

const area = (id: string): Area => {
  return { id, kind: "park", name: id, name_en: "", within: "", location: null, outline: [] };
};
const owner = (id: string, of: string) => ({ id, name: id, name_en: "", phone: "", area: of });
const park = makePark({
  plant: { id: "p", name: "", name_en: "", clock: "wall", simulation: false },
  areas: [area("east"), area("west")],
  enterprises: [owner("E1", "east"), owner("E2", "west")],
  hazards: [
    { id: "H1", enterprise: "E1" } as Hazard,
    { id: "H2", enterprise: "E2" } as Hazard,
  ],
  equipment: [],
  gateways: [],
  tags: [],
  votings: [],
});
const atlas = atlasOf(park);
const NOW = Date.UTC(2026, 0, 5, 4);
const EAST: Place = { kind: "area", id: "east" };
const H1: Place = { kind: "hazard", id: "H1" };

function search(view: AlarmView, place: Place): string {
  return writeAddress(addressOf("overview", writeView(view, place, atlas, NOW)));
}

function read(text: string, place: Place = SITE) {
  return readView(readAddress("/", text).query, place, atlas);
}

describe("what is asked of the list", () => {
  const critical = togglePriority(toggleNuisance(NO_FILTER, "chattering"), "critical");

  it.each<[string, AlarmView, Place]>([
    ["/", { list: "active", filter: NO_FILTER, history: WHOLE }, SITE],
    ["/", { list: "active", filter: askWithin(NO_FILTER, EAST, atlas), history: WHOLE }, EAST],
    ["/?only=all", { list: "active", filter: NO_FILTER, history: WHOLE }, EAST],
    ["/?only=hazard%3AH1", { list: "active", filter: askWithin(NO_FILTER, H1, atlas), history: WHOLE }, EAST],
    [
      "/?list=shelved&priority=critical&nuisance=chattering",
      { list: "shelved", filter: critical, history: WHOLE },
      SITE,
    ],
    [
      "/?list=history&span=day&find=LT-1",
      { list: "history", filter: NO_FILTER, history: { ...WHOLE, span: "day", text: "LT-1" } },
      SITE,
    ],
  ])("stands in the address as %s and comes back", (text, view, place) => {
    expect(search(view, place)).toBe(text);
    const { ignored, unknown, ...back } = read(text.slice(1), place);
    expect(back).toEqual(view);
    expect([ignored, unknown]).toEqual([[], []]);
  });

  it("tells a time with its day, which a colleague may open tomorrow", () => {
    const history = { ...WHOLE, span: "own", from: "08:00", to: "09:30" } as const;
    const text = search({ list: "history", filter: NO_FILTER, history }, SITE);
    expect(read(text.slice(1)).history).toEqual({
      ...history,
      from: "2026-01-05 08:00:00",
      to: "2026-01-05 09:30:00",
    });
  });
});

describe("an address that says more than can be read", () => {
  it.each([
    ["?priority=purple&priority=high", ["priority=purple"]],
    ["?list=map", ["list=map"]],
    ["?list=shelved&list=history", ["list=history"]],
    ["?nuisance=%F0%9F%92%A9", ["nuisance=💩"]],
    ["?only=H1", ["only=H1"]],
    ["?only=site:x", ["only=site:x"]],
    ["?span=day", ["span=day"]],
    ["?list=history&span=ages&from=1", ["span=ages", "from=1"]],
    ["?<b>=1", ["<b>=1"]],
    ["?hazard=H1&area=east", ["area=east"]],
  ])("%s names what is left out", (text, ignored) => {
    const told = read(text);
    expect(told.ignored).toEqual(ignored);
    expect(told.filter.priorities.has("high")).toBe(text.includes("high"));
  });

  it("names a place that is not there, and shows what the map shows instead", () => {
    for (const text of ["?hazard=H9", "?only=hazard:H9"]) {
      const told = read(text);
      expect([told.unknown, told.ignored]).toEqual([["H9"], []]);
      expect(isPartial(told.filter)).toBe(false);
    }
  });

  it("is read to its end, whatever it is", () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `x${at}=1`).join("&");
    expect(read(`?${many}`).ignored).toHaveLength(5_000);
    expect(read(`?list=history&find=${"a".repeat(101)}`).history.text).toBe("");
  });
});

describe("the overview", () => {
  let shown: Address[];
  let limited: boolean;
  let view: OverviewView;
  const last = () => writeAddress(shown.at(-1)!);

  beforeEach(() => {
    shown = [];
    limited = false;
    view = new OverviewView({
      park: () => park,
      limited: () => limited,
      now: () => NOW,
      goTo: (address) => shown.push(address),
      changed: () => undefined,
    });
  });

  it("puts each thing that is asked into the address, and goes back by it", () => {
    view.enter(EAST);
    view.ask(togglePriority(view.filter, "high"));
    view.setTab("shelved");
    expect(shown.map(writeAddress)).toEqual([
      "/?area=east",
      "/?area=east&priority=high",
      "/?area=east&list=shelved&priority=high",
    ]);
    view.follow(shown[1]!);
    expect([view.tab, [...view.filter.priorities], view.place]).toEqual(["active", ["high"], EAST]);
    view.follow(addressOf("overview"));
    expect(isPartial(view.filter)).toBe(false);
  });

  it("steps from list to list, and into a hazard and out of it", () => {
    view.stepTab(-1);
    expect(view.tab).toBe("history");
    view.choose({ ...WHOLE, span: "week" });
    expect(last()).toBe("/?list=history&span=week");
    view.setTab("active");
    view.toggleHazard({ id: "H1", enterprise: "E1" });
    expect(last()).toBe("/?hazard=H1");
    view.toggleHazard({ id: "H1", enterprise: "E1" });
    expect(last()).toBe("/?area=east");
    view.leavePlace();
    expect(last()).toBe("/");
  });

  it("says what it left out until something else is asked for", () => {
    view.follow(readAddress("/", "?hazard=H9&priority=purple&list=shelved"));
    expect(view.ignored).toEqual(["H9", "priority=purple"]);
    expect([view.tab, view.beyond]).toEqual(["shelved", null]);
    view.dismiss();
    expect([view.ignored, last()]).toEqual([[], "/?list=shelved"]);
  });

  it("of a limited account shows a place that is not its own as that, and nothing else for it", () => {
    limited = true;
    view.follow(readAddress("/", "?hazard=H9"));
    expect([view.beyond, view.ignored]).toEqual(["H9", []]);
    view.enter(SITE);
    expect([view.beyond, last()]).toEqual([null, "/"]);
  });

  it("keeps its own while another screen is shown", () => {
    view.ask(togglePriority(NO_FILTER, "low"));
    view.follow(addressOf("trends", { tag: ["T1"] }));
    expect([writeAddress(view.address), view.filter.priorities.size]).toEqual(["/?priority=low", 1]);
  });
});
