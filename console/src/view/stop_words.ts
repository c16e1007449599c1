/** What is said of filed stops: what they cover, what happens next, why something was not done. */
import type { Desk } from "../desk";
import { findNextStep } from "../state/filed_stops";
import { readRefusal } from "../state/stop_refusal";
import type { FiledStop, ScopePart } from "../wire/filed_stops";
import type { Park } from "../wire/plant";
import { Refusal } from "../wire/rest";
import { words, type Word } from "../words/words";
import type { Speech } from "./language";

/** When it begins, ends or lapses by itself, as of the picture; empty for what is over. */
export function sayNextStep({ say, duration }: Speech, desk: Desk, stop: FiledStop): string {
  const next = findNextStep(stop);
  if (next === null) return "";
  const left = next.at - desk.shownTime;
  return left <= 0 ? say("stopNextDue") : say(`stopNext_${next.step}`, { time: duration(left) });
}

/** `12 个位号 · 苯罐区、甲醇罐区` */
export function sayCovers({ say, language, name }: Speech, park: Park, stop: FiledStop): string {
  const hazards = stop.covers.map((id) => nameHazard(park, id, name));
  const points = say("stopPoints", { count: stop.points });
  return [points, hazards.join(language === "zh" ? "、" : ", ")].filter(Boolean).join(" · ");
}

type Naming = Speech["name"];

export function nameHazard(park: Park, id: string, name: Naming): string {
  const hazard = park.hazards.get(id);
  return hazard ? name(hazard) : id;
}

export function nameEnterprise(park: Park, id: string, name: Naming): string {
  const enterprise = park.enterprises.get(id);
  return enterprise ? name(enterprise) : id;
}

/** The name of what a scope holds; empty where there is none. */
export function nameThing(park: Park, part: ScopePart, id: string, name: Naming): string {
  const found =
    part === "tags"
      ? park.tags.get(id)
      : part === "equipment"
        ? park.equipment.get(id)
        : part === "hazards"
          ? park.hazards.get(id)
          : undefined;
  return found ? name(found) : "";
}

/** Why the server did not do it; null where no answer came, so that nobody knows what it did. */
export function sayRefusal({ say }: Speech, error: unknown): string | null {
  if (!(error instanceof Refusal)) return null;
  const { name, what } = readRefusal(error);
  const word = `stopRefusal_${name}`;
  if (word in words) return say(word as Word, { what });
  return say("stopRefusal_other", { what: what === "" ? name : `${name}: ${what}` });
}
