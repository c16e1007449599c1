/** What is asked of the audit log, and the same rows as a file. */
import { useState } from "preact/hooks";
import {
  ACTIONS,
  AUDIT_FIELDS,
  type AuditQuestion,
} from "../../state/administration";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { nameAct } from "./audit_words";

interface FiltersProps {
  question: AuditQuestion;
  /** What the server is asked, null where it can't be. */
  asked: string | null;
  ask: (question: AuditQuestion) => void;
}

const LABELS: Readonly<Record<keyof AuditQuestion, Word>> = {
  actor: "auditActor",
  action: "auditAction",
  object: "auditObject",
  from: "auditFrom",
  to: "auditTo",
};

const NOTHING: AuditQuestion = { actor: "", action: "", object: "", from: "", to: "" };

export function AuditFilters({ question, asked, ask }: FiltersProps) {
  const { say } = useSpeech();
  const [typed, type] = useState(question);
  const submit = (event: Event) => {
    event.preventDefault();
    ask(typed);
  };
  return (
    <form class="admin-filters" onSubmit={submit}>
      {AUDIT_FIELDS.map((name) => (
        <label key={name} class={`admin-filter admin-filter-${name}`}>
          {say(LABELS[name])}
          {name === "action" ? (
            <ActionField value={typed.action} change={(action) => ask({ ...typed, action })} />
          ) : (
            <input
              value={typed[name]}
              placeholder={name === "from" || name === "to" ? "2026-11-26 08:00" : ""}
              onInput={(event) => type({ ...typed, [name]: event.currentTarget.value })}
              data-testid={`audit-${name}`}
            />
          )}
        </label>
      ))}
      <button class="button-primary" data-testid="audit-ask">
        {say("auditAsk")}
      </button>
      <button type="button" onClick={() => ask(NOTHING)} data-testid="audit-clear">
        {say("auditClear")}
      </button>
      <span class="top-space" />
      {(["csv", "xlsx"] as const).map((form) => (
        <a
          key={form}
          class="admin-export"
          href={`/api/v1/exports/audit?${asked ?? ""}&format=${form}`}
          download
          data-testid={`audit-export-${form}`}
        >
          {say(form === "csv" ? "auditExportCsv" : "auditExportXlsx")}
        </a>
      ))}
    </form>
  );
}

interface ActionProps {
  value: string;
  change: (action: string) => void;
}

function ActionField({ value, change }: ActionProps) {
  const speech = useSpeech();
  const known = ACTIONS.includes(value) || value === "" ? ACTIONS : [value, ...ACTIONS];
  return (
    <select
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      data-testid="audit-action"
    >
      <option value="">{speech.say("auditAnyAction")}</option>
      {known.map((action) => (
        <option key={action} value={action}>
          {nameAct(speech, action)}
        </option>
      ))}
    </select>
  );
}
