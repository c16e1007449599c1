/** One interlock in the list: what it is called, whether it is demanded, bypassed, or in alarm. */
import { inputsOf, isBypassed, isTestOverdue } from "../state/interlocks";
import type { Priority } from "../wire/frames";
import type { Interlock } from "../wire/interlocks";
import { Badge } from "./badge";
import { useSpeech } from "./language";

interface InterlockLineProps {
  interlock: Interlock;
  worst: Priority | null;
  now: number;
  chosen: boolean;
  choose: () => void;
}

export function InterlockLine({ interlock, worst, now, chosen, choose }: InterlockLineProps) {
  const { say, name, named } = useSpeech();
  const [bypass] = inputsOf(interlock, "bypass");
  const bypassed = isBypassed(interlock) ? bypass?.now : null;
  return (
    <button
      type="button"
      class={`line ${chosen ? "is-chosen" : ""}`}
      aria-current={chosen ? "true" : undefined}
      onClick={choose}
      data-testid={`interlock-${interlock.id}`}
    >
      <span class="line-name">
        <b>{interlock.id}</b> <span class="ellipsis">{interlock.name && name(interlock)}</span>
      </span>
      {worst && <Badge priority={worst} />}
      <span class="line-rest">
        {interlock.now === null ? (
          <span class="chip chip-stale">{named("interlockQuestion", "unseen")}</span>
        ) : (
          <>
            <Chip strong={interlock.now.demand !== "ready"}>
              {named("demand", interlock.now.demand)}
            </Chip>
            <Chip strong={interlock.now.trip === "spurious" || interlock.now.trip === "tripped"}>
              {named("trip", interlock.now.trip)}
            </Chip>
          </>
        )}
        {bypassed && (
          <Chip strong>
            {bypassed.truth === "unknown"
              ? `${named("role", "bypass")} ${named("truth", "unknown")}`
              : named("cell", bypassed.state)}
          </Chip>
        )}
        {isTestOverdue(interlock, now) && <Chip strong>{say("interlockQuestion_tests")}</Chip>}
      </span>
    </button>
  );
}

function Chip({ strong, children }: { strong: boolean; children: string }) {
  return <span class={`chip ${strong ? "chip-strong" : ""}`}>{children}</span>;
}
