/**
 * What a hazard holds, and how it is graded by that: every number with where it stands and how far it
 * can be trusted, so that anybody can work it out again.
 */
import type { Basis, Grading, GradingTerm, Hazard } from "../../wire/plant";
import { formatIndex, gradingFormula, plainNumber } from "../../words/grading_text";
import { Fact } from "../fact";
import { useSpeech } from "../language";
import { LevelMark } from "../level_mark";
import { sayFinding } from "./grading_words";

export function HazardGrading({ hazard }: { hazard: Hazard }) {
  const { say } = useSpeech();
  const { grading } = hazard;
  return (
    <section class="pane" aria-label={say("hazardChemicals")} data-testid="hazard-grading">
      <div class="pane-head">
        <h3>{say("hazardChemicals")}</h3>
      </div>
      <div class="hazard-facts">
        {!grading && <p class="muted">{say("gradingUnknown")}</p>}
        {grading?.terms.length === 0 && <p class="muted">{say("gradingNothing")}</p>}
        {grading && grading.terms.length > 0 && <Terms grading={grading} />}
        {grading && grading.terms.length > 0 && <Result hazard={hazard} grading={grading} />}
      </div>
    </section>
  );
}

function Terms({ grading }: { grading: Grading }) {
  const { say } = useSpeech();
  return (
    <table class="cells grading-terms">
      <thead>
        <tr>
          <th scope="col">{say("chemical")}</th>
          <th scope="col" class="number">
            q t
          </th>
          <th scope="col" class="number">
            Q t
          </th>
          <th scope="col" class="number">
            q/Q
          </th>
          <th scope="col" class="number">
            β
          </th>
        </tr>
      </thead>
      <tbody>
        {grading.terms.map((term, index) => (
          <Term key={index} term={term} />
        ))}
      </tbody>
    </table>
  );
}

function Term({ term }: { term: GradingTerm }) {
  const { name, say } = useSpeech();
  return (
    <tr>
      <th scope="row">
        {name(term) || say("unlisted")}
        <small class="muted">
          {" "}
          {[term.cas && `CAS ${term.cas}`, term.class_symbol].filter(Boolean).join(" · ")}
        </small>
      </th>
      <td class="number">{plainNumber(term.quantity_t)}</td>
      <td class="number">
        {plainNumber(term.critical_t)} <Trust basis={term.critical_from} />
      </td>
      <td class="number">{term.ratio === null ? "?" : formatIndex(term.ratio)}</td>
      <td class="number">
        {plainNumber(term.beta)} <Trust basis={term.beta_from} />
      </td>
    </tr>
  );
}

/** How far a number can be trusted; where it stands, to whoever points at it. */
function Trust({ basis }: { basis: Basis | null }) {
  const { named } = useSpeech();
  if (!basis) return null;
  return (
    <small class="muted grading-trust" title={`${basis.clause}: ${basis.source}`}>
      {named("trust", basis.trust)}
    </small>
  );
}

function Result({ hazard, grading }: { hazard: Hazard; grading: Grading }) {
  const speech = useSpeech();
  const { say } = speech;
  const finding = sayFinding(speech, hazard);
  return (
    <>
      <dl class="facts">
        <Fact word="S = Σ q/Q">{formatIndex(grading.s)}</Fact>
        <Fact word="α">
          {plainNumber(grading.alpha)} <Trust basis={grading.alpha_from} />
        </Fact>
        <Fact word="R = α Σ β q/Q">
          <b>{formatIndex(grading.r)}</b> <span class="muted">= {gradingFormula(grading)}</span>
        </Fact>
        <Fact word={say("gradedLevel")}>
          <LevelMark hazard={grading} /> <Trust basis={grading.level_from} />
        </Fact>
        <Fact word={say("declaredLevel")}>
          <LevelMark hazard={hazard} />
        </Fact>
      </dl>
      {finding && <p class="chip chip-warning grading-finding">{finding}</p>}
      <p class="muted">
        <small>{say("gradingNote", { standard: grading.standard })}</small>
      </p>
    </>
  );
}
