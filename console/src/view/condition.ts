/** The operator's word for a condition of a source: gas heads and oxygen have words of their own. */
import type { Park } from "../wire/plant";
import type { Speech } from "./language";

export function sayCondition(
  speech: Speech,
  park: Park | null,
  source: string,
  condition: string,
): string {
  const kind = park?.tags.get(source)?.kind;
  if (kind === "gas_oxygen" && (condition === "L" || condition === "H")) {
    return speech.named("condition", `oxygen_${condition}`);
  }
  if (
    (kind === "gas_combustible" || kind === "gas_toxic") &&
    (condition === "H" || condition === "HH")
  ) {
    return speech.named("condition", `gas_${condition}`);
  }
  return speech.named("condition", condition);
}
