/** How many alarms of which priority stand somewhere: only what there is. */
import { PRIORITIES } from "../state/alarms";
import type { Priority } from "../wire/frames";
import { SHAPES } from "./badge";
import { useSpeech } from "./language";

export function Figures({ by }: { by: Readonly<Record<Priority, number>> }) {
  const { named } = useSpeech();
  return (
    <>
      {PRIORITIES.filter((priority) => by[priority] > 0).map((priority) => (
        <span key={priority} class={`figure figure-${priority}`} title={named("priority", priority)}>
          <span aria-hidden="true">{SHAPES[priority]}</span> {by[priority]}
        </span>
      ))}
    </>
  );
}
