/**
 * The address of what is shown: which screen, and what on it. Every screen can be bookmarked, sent to
 * a colleague and gone back from. One word of a path, the rest in the query, so that the page's own
 * files are found from everywhere. Pure.
 */

/** The screens in the order of the bar that leads to them. */
export const SCREENS = [
  "overview",
  "hazards",
  "trends",
  "handling",
  "stops",
  "interlocks",
  "gateways",
  "kpi",
  "handover",
  "administration",
  "wall",
] as const;

export type Screen = (typeof SCREENS)[number];

export interface Address {
  screen: Screen;
  /** What is shown there, by the screen's own names; a name may occur again. */
  query: ReadonlyMap<string, readonly string[]>;
}

const NOTHING: ReadonlyMap<string, readonly string[]> = new Map();

export const OVERVIEW: Address = { screen: "overview", query: NOTHING };

export function addressOf(screen: Screen, query: Record<string, readonly string[]> = {}): Address {
  return { screen, query: new Map(Object.entries(query)) };
}

/** An address that nobody knows is the overview's. */
export function readAddress(path: string, search: string): Address {
  const word = path.replace(/^\/+|\/+$/g, "") || "overview";
  const screen = SCREENS.find((known) => known === word);
  if (screen === undefined) return OVERVIEW;
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) {
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  return { screen, query };
}

export function writeAddress({ screen, query }: Address): string {
  const search = new URLSearchParams();
  for (const [name, values] of query) for (const value of values) search.append(name, value);
  const path = screen === "overview" ? "/" : `/${screen}`;
  return search.size > 0 ? `${path}?${search}` : path;
}
