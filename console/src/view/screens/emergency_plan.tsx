/** All steps of a hazard's emergency plan (应急预案), or that the plant directory has none. */
import type { Plan } from "../../wire/plant";
import { useSpeech } from "../language";
import { PlanSteps } from "../plan_steps";

export function EmergencyPlan({ plan }: { plan: Plan | null }) {
  const { say } = useSpeech();
  return (
    <section class="pane" aria-label={say("plan")} data-testid="emergency-plan">
      <div class="hazard-facts">
        {plan === null && <h3>{say("plan")}</h3>}
        {plan === null && <p class="muted">{say("noEmergencyPlan")}</p>}
        <PlanSteps plan={plan} whole />
      </div>
    </section>
  );
}
