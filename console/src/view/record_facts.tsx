/**
 * What is on record about an alarm: what to do, step by step; what happens otherwise, why it may
 * have come and where more is written; and how much time is left.
 */
import type { Desk } from "../desk";
import { judgeResponse } from "../state/response";
import type { AlarmRow } from "../wire/frames";
import { splitSteps } from "../words/action_steps";
import { formatNear } from "../words/time";
import { Fact } from "./fact";
import { useSpeech } from "./language";

/** What the operator is to do; the first thing that is read of the record. */
export function ActionFacts({ alarm }: { alarm: AlarmRow }) {
  const { say, pick } = useSpeech();
  const steps = splitSteps(alarm.action ? pick(alarm.action) : "");
  if (steps.length === 0) return null;
  return (
    <dl class="facts fact-action" data-testid="alarm-action">
      <Fact word={say("action")}>{steps.length === 1 ? steps[0] : <Steps steps={steps} />}</Fact>
    </dl>
  );
}

function Steps({ steps }: { steps: string[] }) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

/** Why the action is wanted. */
export function RecordFacts({ alarm }: { alarm: AlarmRow }) {
  const { say, named, pick } = useSpeech();
  const { consequence, cause, procedure, drawing, severity } = alarm;
  if (!consequence && !cause && !procedure && !drawing) return null;
  return (
    <dl class="facts facts-record" data-testid="alarm-record">
      {consequence && (
        <Fact word={say("consequence")}>
          {severity && <span class="chip">{named("severity", severity)}</span>} {pick(consequence)}
        </Fact>
      )}
      {cause && <Fact word={say("cause")}>{pick(cause)}</Fact>}
      {procedure && <Fact word={say("procedure")}>{pick(procedure)}</Fact>}
      {drawing && <Fact word={say("drawing")}>{pick(drawing)}</Fact>}
    </dl>
  );
}

/** The time left until the action no longer helps, while nobody has acknowledged the alarm. */
export function TimeToRespond({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say, duration } = useSpeech();
  const left = judgeResponse(alarm, desk.now);
  if (left === null) return null;
  const late = left < 0;
  return (
    <p class={late ? "respond respond-over" : "respond"} data-testid="time-to-respond">
      <span>{say(late ? "respondOver" : "respondLeft")}</span>{" "}
      <strong>{duration(Math.abs(left))}</strong>{" "}
      <span>
        {say("respondBy")} {formatNear(alarm.respond_by!, desk.now)}
      </span>
    </p>
  );
}
