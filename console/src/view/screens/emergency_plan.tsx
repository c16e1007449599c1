/** What is done by a hazard's emergency plan (应急预案): its first steps in order, and where it is. */
import { linkOf } from "../../state/links";
import type { Plan } from "../../wire/plant";
import { useSpeech } from "../language";

export function EmergencyPlan({ plan }: { plan: Plan | null }) {
  const { say, name, language } = useSpeech();
  const english = language === "en" && plan !== null && plan.steps_en.length > 0;
  const steps = (english ? plan.steps_en : plan?.steps) ?? [];
  const link = plan && linkOf(plan.url);
  const title = plan ? name({ name: plan.title, name_en: plan.title_en ?? "" }) : "";
  return (
    <section class="pane" aria-label={say("emergencyPlan")} data-testid="emergency-plan">
      <div class="pane-head">
        <h3>{say("emergencyPlan")}</h3>
      </div>
      <div class="hazard-facts">
        {plan === null && <p class="muted">{say("noEmergencyPlan")}</p>}
        {link ? (
          <a href={link} target="_blank" rel="noreferrer" title={link}>
            {title}
          </a>
        ) : (
          <p>{title}</p>
        )}
        <ol class="steps">
          {steps.map((step, index) => (
            <li key={index}>{step}</li>
          ))}
        </ol>
      </div>
    </section>
  );
}
