/** Fields of the form for a filed stop, all but its scope: where, what for, from when to when, why. */
import { findTimeHints } from "../state/stop_spans";
import { lastFor, moveDraft, type StopDraft } from "../state/stop_draft";
import type { StopRules } from "../wire/filed_stops";
import type { Park } from "../wire/plant";
import { useSpeech } from "./language";
import { saySpan } from "./terms";

export interface FieldProps {
  park: Park;
  rules: StopRules;
  draft: StopDraft;
  change: (draft: StopDraft) => void;
}

export function PlaceField({ park, draft, change }: FieldProps) {
  const { say, name } = useSpeech();
  return (
    <label class="stop-field">
      {say("stopEnterprise")}
      <select
        value={draft.enterprise}
        onChange={(event) => change(moveDraft(draft, event.currentTarget.value))}
        data-testid="stop-enterprise"
      >
        <option value="">{say("stopEnterpriseOf")}</option>
        {[...park.enterprises.values()].map((enterprise) => (
          <option key={enterprise.id} value={enterprise.id}>
            {name(enterprise)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function CategoryField({ rules, draft, change }: FieldProps) {
  const speech = useSpeech();
  const { say, pick } = speech;
  return (
    <fieldset class="stop-field">
      <legend>{say("stopCategory")}</legend>
      <div class="choices">
        {rules.categories.map(({ category, label, longest_ms }) => (
          <label key={category} class="choice">
            <input
              type="radio"
              name="category"
              value={category}
              checked={draft.category === category}
              onChange={() => change({ ...draft, category })}
              data-testid={`stop-category-${category}`}
            />
            <span>
              {say("stopRuleLongest", {
                category: pick(label),
                time: saySpan(speech, longest_ms / 1000),
              })}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function TimeFields({ rules, draft, change }: FieldProps) {
  const speech = useSpeech();
  const { say } = speech;
  return (
    <fieldset class="stop-field">
      <legend>{say("stopTimeForm", { time: "2026-11-26 08:00" })}</legend>
      <div class="stop-times">
        <TimeField
          word={say("stopFrom")}
          text={draft.from}
          change={(from) => change({ ...draft, from })}
          testid="stop-from"
        />
        <TimeField
          word={say("stopUntil")}
          text={draft.until}
          change={(until) => change({ ...draft, until })}
          testid="stop-until"
        />
      </div>
      <div class="choices" role="group" aria-label={say("stopLasts")}>
        {findTimeHints(rules, draft.category).map((ms) => (
          <button
            key={ms}
            type="button"
            class="choice"
            onClick={() => change(lastFor(draft, ms))}
            data-testid={`stop-lasts-${ms / 1000}`}
          >
            {saySpan(speech, ms / 1000)}
          </button>
        ))}
      </div>
      <p class="muted stop-rule">
        {say("stopRuleAhead", { time: saySpan(speech, rules.ahead_ms / 1000) })} ·{" "}
        {say("stopRuleNoExtension")}
      </p>
    </fieldset>
  );
}

interface TimeFieldProps {
  word: string;
  text: string;
  change: (text: string) => void;
  testid: string;
}

function TimeField({ word, text, change, testid }: TimeFieldProps) {
  return (
    <label class="stop-field">
      {word}
      <input
        value={text}
        autocomplete="off"
        placeholder="YYYY-MM-DD HH:MM"
        onInput={(event) => change(event.currentTarget.value)}
        data-testid={testid}
      />
    </label>
  );
}

export function TextField({ draft, change }: FieldProps) {
  const { say } = useSpeech();
  return (
    <>
      <label class="stop-field">
        {say("stopReasonNeeded")}
        <textarea
          rows={3}
          maxLength={500}
          value={draft.reason}
          onInput={(event) => change({ ...draft, reason: event.currentTarget.value })}
          data-testid="stop-reason"
        />
      </label>
      <label class="stop-field">
        {say("stopWorkOrderMaybe")}
        <input
          value={draft.workOrder}
          maxLength={200}
          autocomplete="off"
          onInput={(event) => change({ ...draft, workOrder: event.currentTarget.value })}
          data-testid="stop-work-order"
        />
      </label>
    </>
  );
}
