/** REST: the filters that the person who is logged in has named, as types and calls. */
import type { Instant } from "./frames";
import { readAll, request } from "./rest";

export interface FilterRow {
  name: string;
  /** In the console's own words: `state/saved_filters.ts`. */
  filter: string;
  version: number;
  changed: Instant;
}

export function readFilters(): Promise<FilterRow[]> {
  return readAll("/me/filters");
}

/** @param version the one to replace, null: there must be none of that name yet */
export function saveFilter(
  name: string,
  filter: string,
  version: number | null,
): Promise<FilterRow> {
  const match = version === null ? { "If-None-Match": "*" } : { "If-Match": `"${version}"` };
  return request("PUT", pathOf(name), { filter }, undefined, { headers: match });
}

export function removeFilter({ name, version }: FilterRow): Promise<void> {
  const headers = { "If-Match": `"${version}"` };
  return request("DELETE", pathOf(name), undefined, undefined, { headers });
}

function pathOf(name: string): string {
  return `/me/filters/${encodeURIComponent(name)}`;
}
