/**
 * The list of the overview as its address says it, beside the place of the map (`map_address.ts`):
 * which list, of which priorities and kinds of nuisance, of which place where that is not the map's, and
 * of the record which time and what was typed. Pure. What can't be read is named, never guessed at.
 */
import { PRIORITIES } from "./alarms";
import { keyOf, SITE, type Atlas, type Place, type PlaceKind } from "./atlas";
import { askWithin, NO_FILTER, type AlarmFilter } from "./filter";
import { boundsOf, SPAN_NAMES, WHOLE, type HistoryChoice } from "./history_query";
import { LISTS, type ListName } from "./saved_filters";
import type { Instant } from "../wire/frames";
import { formatInstant } from "../words/time";

export interface AlarmView {
  list: ListName;
  filter: AlarmFilter;
  /** Of the record. */
  history: HistoryChoice;
}

export interface ReadView extends AlarmView {
  /** Parts that nobody can read, as they stand there. */
  ignored: readonly string[];
  /** Places that the plant directory does not have, or that are not shown to who looks. */
  unknown: readonly string[];
}

type Query = ReadonlyMap<string, readonly string[]>;

export const NUISANCES = ["chattering", "fleeting", "duplicate", "standing", "long_standing"] as const;

const MAP: readonly PlaceKind[] = ["hazard", "enterprise", "area"];
/** Stands for `only` where the list shows every place, whatever the map shows. */
const ANYWHERE = "all";
const LONGEST_TEXT = 100;

/** To which place a list is limited. */
export function placeAsked({ hazard, reach }: AlarmFilter): Place | null {
  return hazard === null ? (reach?.place ?? null) : { kind: "hazard", id: hazard };
}

function wordOf(place: Place | null): string {
  return place === null ? ANYWHERE : keyOf(place);
}

/** @param now whose year or day is meant where a typed time leaves it out */
export function writeView(
  { list, filter, history }: AlarmView,
  place: Place,
  atlas: Atlas,
  now: Instant,
): Record<string, readonly string[]> {
  const only = wordOf(placeAsked(filter));
  const usual = wordOf(placeAsked(askWithin(NO_FILTER, place, atlas)));
  return {
    ...(list === "active" ? {} : { list: [list] }),
    ...(filter.priorities.size > 0 ? { priority: [...filter.priorities] } : {}),
    ...(filter.nuisances.size > 0 ? { nuisance: [...filter.nuisances] } : {}),
    ...(only === usual ? {} : { only: [only] }),
    ...(list === "history" ? writeHistory(history, now) : {}),
  };
}

function writeHistory(choice: HistoryChoice, now: Instant): Record<string, readonly string[]> {
  const text = choice.text.trim();
  return {
    ...(choice.span === WHOLE.span ? {} : { span: [choice.span] }),
    ...(choice.span === "own" ? writeEnds(choice, now) : {}),
    ...(text === "" ? {} : { find: [text] }),
  };
}

/** A time without its day would mean another one tomorrow. */
function writeEnds(choice: HistoryChoice, now: Instant): Record<string, readonly string[]> {
  const bounds = boundsOf(choice, now);
  const [from, to] =
    typeof bounds === "string" || bounds.from === null || bounds.to === null
      ? [choice.from, choice.to]
      : [formatInstant(bounds.from), formatInstant(bounds.to)];
  return { ...(from ? { from: [from] } : {}), ...(to ? { to: [to] } : {}) };
}

/** @param place that the map shows */
export function readView(query: Query, place: Place, atlas: Atlas): ReadView {
  const reading = new Reading(query);
  const unknown = MAP.flatMap((kind) =>
    reading.all(kind, (id) => !atlas.knows({ kind, id })),
  );
  reading.take(MAP.find((kind) => query.has(kind)) ?? "");
  const list = reading.one("list", LISTS) ?? "active";
  const only = reading.take("only");
  const asked = only === undefined ? place : readOnly(only, atlas);
  if (asked === "unknown" && only !== undefined) unknown.push(only.slice(only.indexOf(":") + 1));
  if (asked === "unreadable") reading.ignore("only", only ?? "");
  const filter: AlarmFilter = {
    ...askWithin(NO_FILTER, typeof asked === "string" ? place : asked, atlas),
    priorities: new Set(reading.many("priority", PRIORITIES)),
    nuisances: new Set(reading.many("nuisance", NUISANCES)),
  };
  const history = list === "history" ? readHistory(reading) : WHOLE;
  return { list, filter, history, ignored: reading.rest(), unknown };
}

function readOnly(word: string, atlas: Atlas): Place | "unknown" | "unreadable" {
  if (word === ANYWHERE) return SITE;
  const [kind, id] = [word.slice(0, word.indexOf(":")), word.slice(word.indexOf(":") + 1)];
  const known = MAP.find((one) => one === kind);
  if (known === undefined || known === "site" || id === "") return "unreadable";
  return atlas.knows({ kind: known, id }) ? { kind: known, id } : "unknown";
}

function readHistory(reading: Reading): HistoryChoice {
  const span = reading.one("span", SPAN_NAMES) ?? WHOLE.span;
  const own = span === "own";
  return {
    span,
    from: (own && reading.text("from")) || "",
    to: (own && reading.text("to")) || "",
    text: reading.text("find"),
  };
}

/** A query of which is remembered what was made use of: the rest is what nobody can read. */
class Reading {
  #left: [name: string, value: string][];

  constructor(query: Query) {
    this.#left = [...query].flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    );
  }

  /** The first value of a name. */
  take(name: string): string | undefined {
    return this.#draw(name, () => true)?.[1];
  }

  text(name: string): string {
    return (this.#draw(name, (value) => value.length <= LONGEST_TEXT)?.[1] ?? "").trim();
  }

  one<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const drawn = this.#draw(name, (value) => words.includes(value as Word));
    return drawn?.[1] as Word | undefined;
  }

  many<Word extends string>(name: string, words: readonly Word[]): Word[] {
    return this.all(name, (value) => words.includes(value as Word)) as Word[];
  }

  /** Every value of a name that is one. */
  all(name: string, is: (value: string) => boolean): string[] {
    const found = this.#left.filter(([own, value]) => own === name && is(value));
    this.#left = this.#left.filter((part) => !found.includes(part));
    return found.map(([, value]) => value);
  }

  ignore(name: string, value: string): void {
    this.#left.push([name, value]);
  }

  rest(): string[] {
    return this.#left.map(([name, value]) => `${name}=${value}`);
  }

  #draw(name: string, is: (value: string) => boolean): [string, string] | undefined {
    const at = this.#left.findIndex(([own, value]) => own === name && is(value));
    return at < 0 ? undefined : this.#left.splice(at, 1)[0];
  }
}
