/** In the row of a lead: how many alarms stand beneath it and why, and the way to see them. */
import { tally, type Member, type Tally } from "../state/nesting";
import { useSpeech, type Speech } from "./language";

interface GroupToggleProps {
  members: readonly Member[];
  opened: boolean;
  toggle: () => void;
}

export function GroupToggle({ members, opened, toggle }: GroupToggleProps) {
  const speech = useSpeech();
  const sum = tally(members);
  const counts = sayTally(speech, sum).join(" · ");
  const calls = speech.say("unacknowledgedOf", { count: sum.unacknowledged });
  const told = sum.unacknowledged > 0 ? `${counts} · ${calls}` : counts;
  return (
    <button
      type="button"
      class={`group-toggle ${sum.unacknowledged > 0 ? "group-calls" : ""}`}
      // Reached by G and by the detail, not one by one with Tab.
      tabIndex={-1}
      aria-expanded={opened}
      aria-label={told}
      title={told}
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
      data-testid="group-toggle"
    >
      {opened ? "▾" : "▸"} {counts}
    </button>
  );
}

/** `后果 9`, `其下 3`: only what there is. */
export function sayTally({ say }: Speech, { root, under }: Tally): string[] {
  const told: string[] = [];
  if (root > 0) told.push(say("tally_root", { count: root }));
  if (under > 0) told.push(say("tally_under", { count: under }));
  return told;
}
