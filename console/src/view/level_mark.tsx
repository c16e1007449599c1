/** The level of a hazard (一级…四级) upon its pale ground: the risk of a place, never a warning. */
import type { Hazard } from "../wire/plant";
import { useSpeech } from "./language";
import { wordForLevel } from "./hazard_level";

export function LevelMark({ hazard }: { hazard: Pick<Hazard, "level"> }) {
  const { say } = useSpeech();
  return (
    <span class={`level-mark level-${hazard.level ?? "none"}`}>{say(wordForLevel(hazard))}</span>
  );
}
