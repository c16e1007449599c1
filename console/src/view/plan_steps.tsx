/** A hazard's emergency plan (应急预案): what is done by it, first or in all, and where it is. */
import { linkOf } from "../state/links";
import type { Plan } from "../wire/plant";
import { useSpeech } from "./language";

/** What is done before anybody can read more; the rest is in the plan itself. */
const FIRST = 3;

interface PlanStepsProps {
  plan: Plan | null | undefined;
  /** Every step, not only the first. */
  whole?: boolean;
}

export function PlanSteps({ plan, whole }: PlanStepsProps) {
  const { say, language, name } = useSpeech();
  if (!plan) return null;
  const steps = language === "en" && plan.steps_en.length > 0 ? plan.steps_en : plan.steps;
  const shown = whole ? steps : steps.slice(0, FIRST);
  const link = linkOf(plan.url);
  const title = name({ name: plan.title, name_en: plan.title_en }) || say("plan");
  return (
    <div class="plan" data-testid="plan">
      <h3>
        {say("plan")}{" "}
        {link === null ? (
          <span>{title}</span>
        ) : (
          <a href={link} target="_blank" rel="noreferrer" title={link}>
            {title}
          </a>
        )}
        {steps.length > shown.length && (
          <small class="muted"> · {say("planMore", { count: steps.length })}</small>
        )}
      </h3>
      <ol class="steps">
        {shown.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  );
}
