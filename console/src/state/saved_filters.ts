/**
 * A filter of the alarms as text, to be kept by the platform, and back. Pure. What a later version of
 * the console wrote and this one does not know is left out; what nobody can read is no filter.
 */
import { PRIORITIES } from "./alarms";
import { NO_FILTER, type AlarmFilter } from "./filter";
import type { Held, Priority } from "../wire/frames";

/** Which list is shown. */
export type ListName = "active" | Held | "history";

/** In the order of the tabs. */
export const LISTS: readonly ListName[] = [
  "active",
  "shelved",
  "out_of_service",
  "suppressed",
  "history",
];

export interface SavedView {
  filter: AlarmFilter;
  list: ListName;
}

export function writeView({ filter, list }: SavedView): string {
  const { priorities, nuisances, hazard, enterprise } = filter;
  return JSON.stringify({
    list,
    priorities: [...priorities],
    nuisances: [...nuisances],
    hazard,
    enterprise,
  });
}

/** Null where it can't be read. */
export function readView(text: string): SavedView | null {
  const said = parse(text);
  if (said === null) return null;
  const hazard = wordOf(said["hazard"]);
  const filter: AlarmFilter = {
    ...NO_FILTER,
    priorities: new Set(
      wordsOf(said["priorities"]).filter((word): word is Priority =>
        PRIORITIES.includes(word as Priority),
      ),
    ),
    nuisances: new Set(wordsOf(said["nuisances"])),
    hazard,
    enterprise: hazard === null ? null : wordOf(said["enterprise"]),
  };
  return { filter, list: LISTS.find((list) => list === said["list"]) ?? "active" };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function wordsOf(said: unknown): string[] {
  return Array.isArray(said) ? said.filter((word) => typeof word === "string") : [];
}

function wordOf(said: unknown): string | null {
  return typeof said === "string" && said !== "" ? said : null;
}
