/**
 * What may be done with a filed stop now: exactly that is offered. What was typed stays until it was
 * done; where the stop has changed meanwhile it is shown anew, and one has to look again.
 */
import { useState } from "preact/hooks";
import type { Desk } from "../desk";
import { awaitsAnother, needsReason, offerActs, type Person } from "../state/filed_stops";
import { isConflict } from "../state/stop_refusal";
import { actOnStop, type FiledStop, type StopAct } from "../wire/filed_stops";
import { Refusal } from "../wire/rest";
import { useSpeech } from "./language";
import { sayRefusal } from "./stop_words";

interface ActsProps {
  desk: Desk;
  stop: FiledStop;
  person: Person;
  again: () => void;
}

/** What came of the last act: done, or why not. */
interface Outcome {
  act: StopAct;
  /** `silent`: it needs words. */
  error?: unknown;
  kind: "done" | "failed" | "silent";
}

export function StopActs({ desk, stop, person, again }: ActsProps) {
  const { say, named } = useSpeech();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const acts = offerActs(stop, person);
  const lost = desk.liveness === "lost";

  const act = async (name: StopAct) => {
    if (needsReason(name) && reason.trim() === "") return setOutcome({ act: name, kind: "silent" });
    setBusy(true);
    setOutcome(null);
    try {
      await actOnStop(name, stop, reason);
      setReason("");
      setOutcome({ act: name, kind: "done" });
      again();
    } catch (error) {
      setOutcome({ act: name, kind: "failed", error });
      if (!(error instanceof Refusal) || isConflict(error)) again();
    } finally {
      setBusy(false);
    }
  };

  const own = awaitsAnother(stop, person);
  if (acts.length === 0 && !own && outcome === null && reason === "") return null;
  return (
    <div class="action-panel stop-acts">
      {own && <p data-testid="stop-own">{say("stopOwn")}</p>}
      {outcome && <Told outcome={outcome} />}
      {lost && acts.length > 0 && <p class="action-trouble">{say("stopLostPicture")}</p>}
      {(acts.length > 0 || reason !== "") && (
        <label class="stop-field">
          {say(acts.includes("approve") ? "stopActReason" : "stopActReasonNeeded")}
          <textarea
            rows={2}
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
            data-testid="stop-act-reason"
          />
        </label>
      )}
      <div class="hold-buttons">
        {acts.map((name) => (
          <button
            key={name}
            type="button"
            class={name === "approve" ? "button-primary" : ""}
            disabled={busy || lost}
            onClick={() => void act(name)}
            data-testid={`stop-${name}`}
          >
            {named("stopAct", name)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Told({ outcome }: { outcome: Outcome }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const act = named("stopAct", outcome.act);
  const why =
    outcome.kind === "silent"
      ? say("stopRefusal_reason_missing")
      : sayRefusal(speech, outcome.error);
  return (
    <p
      class={outcome.kind === "done" ? "" : "action-trouble"}
      role={outcome.kind === "done" ? "status" : "alert"}
      data-testid="stop-told"
    >
      {outcome.kind === "done"
        ? say("stopDone", { act })
        : why === null
          ? say("stopOutcomeUnknown")
          : say("stopRefusedTo", { act, why })}
    </p>
  );
}
