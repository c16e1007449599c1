/**
 * What the overview shows: the place of its map, which list, and what is asked of it. All of it stands
 * in the address, so that a link opens the same for a colleague and the browser's way back leads to
 * what was asked before.
 */
import { addressOf, OVERVIEW, type Address } from "./state/address";
import { readView, writeView, type AlarmView } from "./state/alarm_address";
import { atlasOf, isSame, SITE, type Place } from "./state/atlas";
import { askWithin, NO_FILTER, toggleHazard, type AlarmFilter } from "./state/filter";
import { WHOLE, type HistoryChoice } from "./state/history_query";
import { queryOf, readPlace } from "./state/map_address";
import { LISTS, type ListName } from "./state/saved_filters";
import type { Park } from "./wire/plant";

export interface OverviewHost {
  readonly park: () => Park | null;
  /** Whether who looks is limited to a place. */
  readonly limited: () => boolean;
  readonly now: () => number;
  /** Shows an address, with a step to go back by where it is another one. */
  readonly goTo: (address: Address) => void;
  readonly changed: () => void;
}

export class OverviewView {
  tab: ListName = "active";
  filter: AlarmFilter = NO_FILTER;
  history: HistoryChoice = WHOLE;
  /** Parts of the address that could not be read, until something else is asked for. */
  ignored: readonly string[] = [];
  /** The place of the address where it is none that who looks may see: the list shows that alone. */
  beyond: string | null = null;
  /** Where the overview was when it was last shown. */
  address: Address = OVERVIEW;

  #host: OverviewHost;

  constructor(host: OverviewHost) {
    this.#host = host;
  }

  /** The place that the map shows; null before the park is known. */
  get place(): Place | null {
    const park = this.#host.park();
    return park && readPlace(this.address, atlasOf(park));
  }

  /** Shows what an address says: of a link, of a bookmark, of a step back. */
  follow(address: Address): void {
    if (address.screen !== "overview") return;
    this.address = address;
    const park = this.#host.park();
    if (!park) return;
    const atlas = atlasOf(park);
    const read = readView(address.query, readPlace(address, atlas), atlas);
    [this.tab, this.filter, this.history] = [read.list, read.filter, read.history];
    // Nobody who is limited can tell a place that is not there from one that is not his.
    const limited = this.#host.limited();
    this.beyond = (limited && read.unknown[0]) || null;
    this.ignored = limited ? read.ignored : [...read.unknown, ...read.ignored];
    this.#host.changed();
  }

  /** Shows only what the filter asks for. */
  ask(filter: AlarmFilter): void {
    this.#show({ filter });
  }

  setTab(list: ListName): void {
    this.#show({ list });
  }

  /** The list beside the one that is shown, in the order of the tabs. */
  stepTab(by: number): void {
    const at = LISTS.indexOf(this.tab) + by;
    const next = LISTS[(at + LISTS.length) % LISTS.length];
    if (next) this.setTab(next);
  }

  /** A filter that somebody has named, with its list. */
  apply({ filter, list }: Pick<AlarmView, "filter" | "list">): void {
    this.#show({ filter, list });
  }

  /** Of the record: over which time, and of what. */
  choose(history: HistoryChoice): void {
    this.#show({ history });
  }

  /** What could not be read of the address was seen. */
  dismiss(): void {
    this.#show({});
  }

  /** Goes into a place of the map; the list shows what is there. */
  enter(place: Place): void {
    const park = this.#host.park();
    if (!park) return;
    const atlas = atlasOf(park);
    const shown = atlas.enter(place);
    const query = place.kind === "site" ? {} : queryOf(shown);
    this.#show({ filter: askWithin(this.filter, shown, atlas) }, query);
  }

  /** Out of the place that the map shows, to what lies around it. */
  leavePlace(): void {
    const [park, place] = [this.#host.park(), this.place];
    const around = park && place && atlasOf(park).leave(place);
    if (around) this.enter(around);
  }

  /** Goes into a hazard, or out of it where the list shows it alone already. */
  toggleHazard(hazard: { id: string; enterprise: string }): void {
    const place: Place = { kind: "hazard", id: hazard.id };
    if (this.filter.hazard !== hazard.id) this.enter(place);
    else if (this.place && isSame(this.place, place)) this.leavePlace();
    else this.ask(toggleHazard(this.filter, hazard));
  }

  #show(change: Partial<AlarmView>, map = this.#mapQuery()): void {
    if (change.list !== undefined) this.tab = change.list;
    if (change.filter !== undefined) this.filter = change.filter;
    if (change.history !== undefined) this.history = change.history;
    this.ignored = [];
    this.beyond = null;
    const park = this.#host.park();
    if (!park) return this.#host.changed();
    const atlas = atlasOf(park);
    const place = readPlace(addressOf("overview", map), atlas);
    const { tab: list, filter, history } = this;
    const said = writeView({ list, filter, history }, place, atlas, this.#host.now());
    this.address = addressOf("overview", { ...map, ...said });
    this.#host.goTo(this.address);
  }

  /** The place of the map as the address says it; one that is not there is the site's. */
  #mapQuery(): Record<string, readonly string[]> {
    const park = this.#host.park();
    const [place, outermost] = [this.place, park && atlasOf(park).enter(SITE)];
    return place && outermost && !isSame(place, outermost) ? queryOf(place) : {};
  }
}
