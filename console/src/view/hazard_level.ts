/** The word for a hazard's grade (重大危险源分级), level 1 being the worst. */
import type { Hazard } from "../wire/plant";
import type { Word } from "../words/words";

const LEVELS: Readonly<Record<number, Word>> = {
  1: "hazardLevel1",
  2: "hazardLevel2",
  3: "hazardLevel3",
  4: "hazardLevel4",
};

export function wordForLevel(hazard: Pick<Hazard, "level">): Word {
  return LEVELS[hazard.level ?? 0] ?? "hazardUngraded";
}
