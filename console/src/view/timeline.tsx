/** What happened to one alarm, from its journal, read again whenever its version changes. */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import type { AlarmRow } from "../wire/frames";
import { readJournal, type JournalRow } from "../wire/rest";
import { formatNear } from "../words/time";
import { useSpeech, type Speech } from "./language";
import { sayEntryTerms } from "./terms";

const SHOWN = 20;

export function Timeline({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const [rows, setRows] = useState<JournalRow[] | "failed" | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    readJournal(`alarm=${encodeURIComponent(alarm.id)}&order=newest&limit=${SHOWN}`, abort.signal)
      .then((page) => setRows(page.items))
      .catch(() => {
        if (!abort.signal.aborted) setRows("failed");
      });
    return () => abort.abort();
  }, [alarm.id, alarm.version, desk.conversation.connections]);

  return (
    <>
      <h3>{say("timeline")}</h3>
      {rows === "failed" && <p class="muted">{say("notLoaded")}</p>}
      {Array.isArray(rows) && (
        <ol class="timeline" data-testid="timeline">
          {rows.map((row) => (
            <li key={row.seq} class={row.event === "raised" ? `timeline-${row.priority}` : ""}>
              <time>{formatNear(row.at, desk.now)}</time>
              <b>{named("event", row.event)}</b>
              <span>
                {named("actor", row.actor)} {reasonOf(speech, row)}
                {row.terms && <small> {sayEntryTerms(speech, row)}</small>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** The reason of an event. The platform's own come in both languages; a person's stay as typed. */
export function reasonOf({ part }: Speech, row: JournalRow): string {
  return row.actor === "system" ? part(row.reason) : row.reason;
}
