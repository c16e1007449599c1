/** What happened to a record, the newest first: when, what, who, on whose word, in what words. */
import type { Desk } from "../../desk";
import type { HandlingEntry, HandlingView } from "../../wire/handling";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { FileLink } from "./record_files";
import { sayActor, sayContent } from "./telling";

export function RecordTimeline({ desk, view }: { desk: Desk; view: HandlingView }) {
  const { say } = useSpeech();
  return (
    <section aria-label={say("handlingTimeline")}>
      <h3>{say("handlingTimeline")}</h3>
      <ol class="timeline record-timeline" data-testid="handling-timeline">
        {[...view.entries].reverse().map((entry) => (
          <EntryLine key={entry.seq} desk={desk} view={view} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

interface EntryLineProps {
  desk: Desk;
  view: HandlingView;
  entry: HandlingEntry;
}

function EntryLine({ desk, view, entry }: EntryLineProps) {
  const speech = useSpeech();
  const { record } = view;
  const raised = entry.happening === "opened" || entry.happening === "recurred";
  return (
    <li class={raised ? `timeline-${record.priority}` : ""} data-happening={entry.happening}>
      <time>{formatNear(entry.at, desk.now)}</time>
      <b>{speech.named("handlingHappening", entry.happening)}</b>
      <span>
        {sayActor(speech, entry)}{" "}
        {entry.attachment ? (
          <FileLink record={record.id} file={entry.attachment} />
        ) : (
          <span class="entry-words">{sayContent(speech, entry)}</span>
        )}
        {entry.journal_seq !== null && (
          <small class="muted">
            {" "}
            {speech.say("handlingJournalRow", { seq: entry.journal_seq })}
          </small>
        )}
      </span>
    </li>
  );
}
