/** A handover for a time that is given by hand, such as when somebody has to leave early. */
import { useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { checkPeriod, type PeriodFault } from "../../state/handover_period";
import { formatDay, formatMinute } from "../../words/time";
import { useSpeech } from "../language";
import { showHandover } from "./show_handover";

/** As a field for a date and a time has it, in Beijing time. */
function writeField(instant: number): string {
  return `${formatDay(instant)}T${formatMinute(instant)}`;
}

const USUAL_MS = 8 * 3_600_000;

export function ByHand({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <details class="by-hand" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="by-hand">{say("byHand")}</summary>
      {open && <Period desk={desk} chosen={() => setOpen(false)} />}
    </details>
  );
}

function Period({ desk, chosen }: { desk: Desk; chosen: () => void }) {
  const { say } = useSpeech();
  const [fault, setFault] = useState<PeriodFault | null>(null);
  // As it was when the form was opened: what somebody corrects must not walk away with the time.
  const [now] = useState(desk.now);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const period = checkPeriod(String(data.get("from")), String(data.get("to")), desk.now);
    if (typeof period === "string") return setFault(period);
    chosen();
    showHandover(desk, `${period.from}-${period.to}`);
  };
  return (
    <form class="by-hand-form" onSubmit={submit}>
      <label>
        {say("byHandFrom")}
        <input type="datetime-local" name="from" defaultValue={writeField(now - USUAL_MS)} />
      </label>
      <label>
        {say("byHandTo")}
        <input type="datetime-local" name="to" defaultValue={writeField(now)} />
      </label>
      <span class="muted">{say("beijingTime")}</span>
      {fault && (
        <p class="action-trouble" role="alert">
          {say(`byHandFault_${fault}`)}
        </p>
      )}
      <button data-testid="by-hand-show">{say("rangeShow")}</button>
    </form>
  );
}
