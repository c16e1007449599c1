/** The rows of the audit log: shape and word say what came of an act, not colour alone. */
import { judgeOutcome, type OutcomeKind } from "../../state/administration";
import type { AuditRow } from "../../wire/administration";
import { formatInstant } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { nameAct } from "./audit_words";

const COLUMNS: readonly Word[] = [
  "auditTime",
  "auditActor",
  "auditRole",
  "auditAction",
  "auditObject",
  "auditOutcome",
  "auditRemote",
  "auditDetail",
];

const SHAPES: Readonly<Record<OutcomeKind, string>> = { done: "✓", refused: "⊘", failed: "✗" };

interface TableProps {
  rows: readonly AuditRow[];
  more: boolean;
  busy: boolean;
  fetchMore: () => void;
}

export function AuditTable({ rows, more, busy, fetchMore }: TableProps) {
  const { say } = useSpeech();
  return (
    <div class="admin-rows" tabIndex={0} role="region" aria-label={say("adminPart_audit")}>
      <table class="admin-table admin-audit-table">
        <thead>
          <tr>
            {COLUMNS.map((word) => (
              <th key={word} scope="col">
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AuditLine key={row.seq} row={row} />
          ))}
        </tbody>
      </table>
      {busy && (
        <p class="empty" role="status">
          {say("loading")}
        </p>
      )}
      {rows.length === 0 && !busy && <p class="empty">{say("auditNone")}</p>}
      {more && !busy && (
        <button type="button" class="more" onClick={fetchMore} data-testid="audit-more">
          {say("auditMore")}
        </button>
      )}
    </div>
  );
}

function AuditLine({ row }: { row: AuditRow }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const kind = judgeOutcome(row.outcome);
  const times = row.times > 1 ? say("auditTimes", { count: row.times }) : "";
  return (
    <tr data-testid="audit-row" data-action={row.action} title={`#${row.seq} ${row.request_id}`}>
      <td class="admin-number">{formatInstant(row.at)}</td>
      <Cell text={row.actor || say("auditNobody")} />
      <Cell text={row.role && named("role", row.role)} />
      <td class="admin-cell" title={row.action}>
        {nameAct(speech, row.action)}
      </td>
      <Cell text={row.object} />
      <td class={`admin-outcome admin-outcome-${kind}`}>
        <span aria-hidden="true">{SHAPES[kind]}</span> {named("auditOutcome", kind)}{" "}
        <span class="muted">{row.outcome}</span>
      </td>
      <Cell text={row.remote} />
      <Cell text={[times, row.detail].filter(Boolean).join(" · ")} />
    </tr>
  );
}

function Cell({ text }: { text: string }) {
  return (
    <td class="admin-cell" title={text}>
      {text}
    </td>
  );
}
