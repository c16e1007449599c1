/**
 * A stop that is being written: what stands in its form, what the plant offers for it, and what the
 * site's rules say against it. Pure. The server looks at all of it again.
 */
import type { Instant } from "../wire/frames";
import type { ScopePart, StopRequest, StopRules, StopScope } from "../wire/filed_stops";
import type { Park } from "../wire/plant";
import { formatDayMinute } from "../words/time";
import { readTyped } from "./beijing";
import { searchNames } from "./name_search";

/** As it was typed; times may be anything. */
export interface StopDraft {
  category: string;
  enterprise: string;
  scope: StopScope;
  from: string;
  until: string;
  reason: string;
  workOrder: string;
}

const STEP_MS = 600_000;

const NOTHING: StopScope = { tags: [], equipment: [], hazards: [], gateways: [] };

/** An empty one of no enterprise yet, that begins at the next ten minutes. */
export function beginDraft(now: Instant, category: string): StopDraft {
  return {
    category,
    enterprise: "",
    scope: NOTHING,
    from: formatDayMinute(Math.ceil(now / STEP_MS) * STEP_MS),
    until: "",
    reason: "",
    workOrder: "",
  };
}

/** Of another enterprise: what was chosen belongs to the one before. */
export function moveDraft(draft: StopDraft, enterprise: string): StopDraft {
  return draft.enterprise === enterprise ? draft : { ...draft, enterprise, scope: NOTHING };
}

/** Lets it last so long from its beginning; where that can't be read it stays. */
export function lastFor(draft: StopDraft, ms: number): StopDraft {
  const from = readTyped(draft.from);
  return from === null ? draft : { ...draft, until: formatDayMinute(from + ms) };
}

/** What can be put into a scope. */
export interface Thing {
  part: ScopePart;
  id: string;
  enterprise: string;
  name: string;
  name_en: string;
}

/** Everything of the park: the large before the small. */
export function listThings(park: Park): Thing[] {
  const ownerOf = (hazard: string) => park.hazards.get(hazard)?.enterprise ?? "";
  return [
    ...[...park.gateways.values()].map(({ id, enterprise }) => ({
      part: "gateways" as const,
      id,
      enterprise,
      name: "",
      name_en: "",
    })),
    ...[...park.hazards.values()].map((hazard) =>
      makeThing("hazards", hazard.id, hazard.enterprise, hazard),
    ),
    ...[...park.equipment.values()].map((equipment) =>
      makeThing("equipment", equipment.id, ownerOf(equipment.hazard), equipment),
    ),
    ...[...park.tags.values()].map((tag) => makeThing("tags", tag.tag, tag.enterprise, tag)),
  ];
}

function makeThing(
  part: ScopePart,
  id: string,
  enterprise: string,
  { name, name_en }: { name: string; name_en: string },
): Thing {
  return { part, id, enterprise, name, name_en };
}

/**
 * Those that are called what was typed, or a part of it; none where nothing was.
 *
 * @param enterprise of which they are, empty: of any
 */
export function searchThings(
  things: readonly Thing[],
  typed: string,
  enterprise: string,
): Thing[] {
  if (typed.trim() === "") return [];
  const wanted = things.filter((thing) => enterprise === "" || thing.enterprise === enterprise);
  return searchNames(wanted, typed, (thing) => thing);
}

/** One thing of a scope. */
export type Part = Pick<Thing, "part" | "id">;

export function holds({ scope }: StopDraft, { part, id }: Part): boolean {
  return scope[part].includes(id);
}

/** Puts a thing into the scope; the first one says of which enterprise the stop is. */
export function putIn(draft: StopDraft, thing: Thing): StopDraft {
  const enterprise = draft.enterprise || thing.enterprise;
  if (thing.enterprise !== enterprise || holds(draft, thing)) return draft;
  const ids = [...draft.scope[thing.part], thing.id];
  return { ...draft, enterprise, scope: { ...draft.scope, [thing.part]: ids } };
}

export function takeOut(draft: StopDraft, { part, id }: Part): StopDraft {
  const ids = draft.scope[part].filter((one) => one !== id);
  return { ...draft, scope: { ...draft.scope, [part]: ids } };
}

/** The server's names of what speaks against a wish, and that a time can't be read. */
export type StopFault =
  | "scope_missing"
  | "reason_missing"
  | "from_unreadable"
  | "until_unreadable"
  | "wrong_way_round"
  | "already_over"
  | "too_long"
  | "too_far_ahead";

/** All that speaks against it under the site's rules; nothing: it can be sent. */
export function findFaults(draft: StopDraft, rules: StopRules, now: Instant): StopFault[] {
  const named = Object.values(draft.scope).some((ids) => ids.length > 0);
  return [
    ...(named ? [] : (["scope_missing"] as const)),
    ...findTimeFaults(draft, rules, now),
    ...(draft.reason.trim() === "" ? (["reason_missing"] as const) : []),
  ];
}

function findTimeFaults(draft: StopDraft, rules: StopRules, now: Instant): StopFault[] {
  const [from, until] = [readTyped(draft.from), readTyped(draft.until)];
  if (from === null || until === null) {
    return [
      ...(from === null ? (["from_unreadable"] as const) : []),
      ...(until === null ? (["until_unreadable"] as const) : []),
    ];
  }
  const longest = rules.categories.find(({ category }) => category === draft.category)?.longest_ms;
  if (until <= from) return ["wrong_way_round"];
  if (until <= now) return ["already_over"];
  if (longest !== undefined && until - from > longest) return ["too_long"];
  return from - now > rules.ahead_ms ? ["too_far_ahead"] : [];
}

/** What is sent of it; its times must be readable. */
export function wishOf(draft: StopDraft): StopRequest {
  return {
    category: draft.category,
    enterprise: draft.enterprise,
    scope: draft.scope,
    from: readTyped(draft.from)!,
    until: readTyped(draft.until)!,
    reason: draft.reason.trim(),
    work_order: draft.workOrder.trim(),
  };
}
