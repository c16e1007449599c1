/**
 * The audit log: what people and programs did and were refused, newest first. What is asked stands in
 * the address, so that it can be bookmarked; earlier rows are fetched when they are asked for.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  askServer,
  readQuestion,
  writeQuestion,
  type AuditQuestion,
} from "../../state/administration";
import { readAudit, type AuditRow } from "../../wire/administration";
import { formatInstant } from "../../words/time";
import { useSpeech } from "../language";
import { AuditFilters } from "./audit_filters";
import { AuditTable } from "./audit_table";
import { sayTrouble } from "./admin_words";

const PAGE = 100;

interface Log {
  rows: readonly AuditRow[];
  next: string | null;
  at: number;
  trouble: unknown;
}

const NOTHING: Log = { rows: [], next: null, at: 0, trouble: null };

export function AuditPart({ desk }: { desk: Desk }) {
  const speech = useSpeech();
  const { say } = speech;
  const question = readQuestion(desk.address.query);
  const asked = askServer(question, desk.now)?.toString() ?? null;
  const [log, setLog] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);

  const read = (from: Log, signal: AbortSignal) => {
    if (asked === null) return;
    setBusy(true);
    const cursor = from.next === null ? "" : `&cursor=${encodeURIComponent(from.next)}`;
    readAudit(`${asked}&limit=${PAGE}${cursor}`, signal)
      .then(({ items, next }) => {
        const at = from.at || desk.now;
        setLog({ rows: [...from.rows, ...items], next, at, trouble: null });
      })
      .catch((trouble: unknown) => {
        if (!signal.aborted) setLog((before) => ({ ...before, trouble }));
      })
      .finally(() => !signal.aborted && setBusy(false));
  };
  useEffect(() => {
    const abort = new AbortController();
    setLog(NOTHING);
    read(NOTHING, abort.signal);
    return () => abort.abort();
  }, [asked, tries]);

  const ask = (next: AuditQuestion) => {
    desk.show({ part: ["audit"], ...writeQuestion(next) });
    setTries(tries + 1);
  };
  return (
    <section class="pane admin-audit" data-testid="audit">
      <AuditFilters key={asked} question={question} asked={asked} ask={ask} />
      {asked === null && (
        <p class="action-trouble" role="alert">
          {say("auditTimeUnreadable")}
        </p>
      )}
      {log.trouble !== null && (
        <p class="action-trouble" role="alert" data-testid="audit-trouble">
          {sayTrouble(speech, log.trouble)}{" "}
          <button type="button" onClick={() => setTries(tries + 1)}>
            {say("tryAgain")}
          </button>
        </p>
      )}
      <AuditTable
        rows={log.rows}
        more={log.next !== null}
        busy={busy}
        fetchMore={() => read(log, new AbortController().signal)}
      />
      <p class="admin-foot muted">
        {log.at > 0 && say("auditNewest", { time: formatInstant(log.at) })} · {say("auditNote")}
      </p>
    </section>
  );
}
