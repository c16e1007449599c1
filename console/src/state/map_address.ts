/**
 * Where the map of the overview is, as its address says it: `?area=`, `?enterprise=` or `?hazard=`. Pure.
 * A place that is not in the plant directory is the site's.
 */
import type { Address } from "./address";
import { SITE, type Atlas, type Place } from "./atlas";

/** The deepest first. */
const KINDS = ["hazard", "enterprise", "area"] as const;

export function readPlace(address: Address, atlas: Atlas): Place {
  for (const kind of KINDS) {
    const [id] = address.query.get(kind) ?? [];
    if (address.screen === "overview" && id !== undefined && atlas.knows({ kind, id }))
      return atlas.enter({ kind, id });
  }
  return atlas.enter(SITE);
}

export function queryOf(place: Place): Record<string, readonly string[]> {
  return place.kind === "site" ? {} : { [place.kind]: [place.id] };
}
