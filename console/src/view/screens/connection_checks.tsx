/** The checks of a connection test: each with its outcome in shape and word, and what was found. */
import type { Finding, Outcome, Saying } from "../../state/connection_evidence";
import type { Check } from "../../state/connection_test";
import { useSpeech } from "../language";
import { useRemedy } from "./dead_letters";

const SHAPES: Readonly<Record<Outcome, string>> = {
  passed: "✓",
  failed: "✗",
  waiting: "…",
  spared: "—",
};

export function ConnectionChecks({ checks }: { checks: readonly Check[] }) {
  return (
    <ol class="checks">
      {checks.map((check, place) => (
        <CheckLine key={check.name} check={check} number={place + 1} />
      ))}
    </ol>
  );
}

function useSaid(): (said: Saying | null) => string {
  const { say } = useSpeech();
  return (said) => (said === null ? "" : say(said.word, said.places));
}

function CheckLine({ check, number }: { check: Check; number: number }) {
  const { say, named } = useSpeech();
  const tell = useSaid();
  return (
    <li
      class={`check-line check-${check.outcome}`}
      data-testid="check"
      data-check={check.name}
      data-outcome={check.outcome}
    >
      <span class="check-outcome">
        <span aria-hidden="true">{SHAPES[check.outcome]}</span> {named("outcome", check.outcome)}
      </span>
      <span class="check-name">
        {number}. {named("check", check.name)}
      </span>
      <div class="check-said">
        {tell(check.said)}
        {check.findings.length > 0 && (
          <ul class="findings">
            {check.findings.map((finding) =>
              check.name === "unrefused" ? (
                <Refused key={finding.subject} finding={finding} />
              ) : (
                <Found key={finding.subject} finding={finding} />
              ),
            )}
            {check.more > 0 && (
              <li class="muted">{say("testMoreFindings", { count: check.more })}</li>
            )}
          </ul>
        )}
      </div>
    </li>
  );
}

function Found({ finding }: { finding: Finding }) {
  const tell = useSaid();
  return (
    <li>
      <b class="breakable">{finding.subject}</b> {tell(finding.said)}
    </li>
  );
}

/** What was refused for one reason, its newest case, and what to do about it. */
function Refused({ finding }: { finding: Finding }) {
  const { named } = useSpeech();
  const tell = useSaid();
  const remedy = useRemedy(finding.subject);
  return (
    <li>
      <b>{named("refusal", finding.subject)}</b>{" "}
      <span class="breakable">{tell(finding.said).trim()}</span>
      <div class="letter-remedy">{remedy}</div>
    </li>
  );
}
