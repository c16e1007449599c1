/**
 * The badge of a priority: colour, shape, number and word together, so that none of them has to be
 * seen alone.
 */
import { rank } from "../state/alarms";
import type { Priority } from "../wire/frames";
import { useSpeech } from "./language";

export const SHAPES: Readonly<Record<Priority, string>> = {
  critical: "▲",
  high: "◆",
  medium: "■",
  low: "●",
};

export interface BadgeProps {
  priority: Priority;
  /** `calling`: unacknowledged, standing. `hollow`: returned, unacknowledged. */
  look?: "steady" | "calling" | "hollow";
}

export function Badge({ priority, look = "steady" }: BadgeProps) {
  const { named } = useSpeech();
  return (
    <span class={`badge badge-${priority} badge-${look}`}>
      <span aria-hidden="true">{SHAPES[priority]}</span>
      <span class="badge-number">{rank(priority) + 1}</span>
      <span>{named("priority", priority)}</span>
    </span>
  );
}
