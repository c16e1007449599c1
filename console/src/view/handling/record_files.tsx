/** The files of a record: each to be downloaded, and where one is added by who may. */
import { useRef, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { FILES } from "../../handling_work";
import { ACCEPTED, formatBytes, LARGEST_FILE, mayAttach } from "../../state/handling_acts";
import {
  addressOfFile,
  type Attachment,
  type HandlingRow,
  type HandlingView,
} from "../../wire/handling";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { sayOutcome } from "./telling";

export function RecordFiles({ desk, view }: { desk: Desk; view: HandlingView }) {
  const { say } = useSpeech();
  const files = view.entries.filter((entry) => entry.attachment !== null);
  return (
    <section class="record-files" aria-label={say("handlingAttachments")}>
      <h3>
        {say("handlingAttachments")} <span class="muted">{files.length}</span>
      </h3>
      {files.length === 0 && <p class="muted">{say("handlingNoFiles")}</p>}
      <ul data-testid="handling-files">
        {files.map((entry) => (
          <li key={entry.seq}>
            <FileLink record={view.record.id} file={entry.attachment!} />{" "}
            <span class="muted">
              {entry.by} {formatNear(entry.at, desk.now)}
            </span>
          </li>
        ))}
      </ul>
      {mayAttach(view.offers) && <AddFile desk={desk} record={view.record} />}
    </section>
  );
}

/** A file as a download: what people bring is never shown by the page. */
export function FileLink({ record, file }: { record: number; file: Attachment }) {
  const { say } = useSpeech();
  return (
    <a
      class="file-link"
      href={addressOfFile(record, file)}
      download={file.name}
      title={`${say("handlingDownload")} ${file.name}`}
    >
      ⤓ {file.name} ({formatBytes(file.bytes)})
    </a>
  );
}

function AddFile({ desk, record }: { desk: Desk; record: HandlingRow }) {
  const speech = useSpeech();
  const { say } = speech;
  const work = desk.handling;
  const field = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState<string | null>(null);
  const busy = work.isAttaching(record.id);
  const uploading = work.uploading?.record === record.id ? work.uploading.name : null;
  const trouble = sayOutcome(speech, work.outcomeOf(record.id, FILES), true);
  const take = () => {
    const file = field.current?.files?.[0];
    if (!file) return;
    // The same file may be chosen again after it was refused.
    field.current!.value = "";
    setTooLarge(file.size > LARGEST_FILE ? file.name : null);
    if (file.size <= LARGEST_FILE) void work.attach(record, file);
  };
  return (
    <div class="add-file">
      <label class={`file-button ${busy ? "file-button-off" : ""}`}>
        <input
          ref={field}
          type="file"
          class="unseen"
          accept={ACCEPTED}
          disabled={busy}
          onChange={take}
          data-testid="handling-attach"
        />
        {uploading ? say("handlingAttaching", { name: uploading }) : say("handlingAttach")}
      </label>
      <small class="muted">{say("handlingAttachNote")}</small>
      {(tooLarge ?? trouble) && (
        <p class="action-trouble" role="alert" data-testid="attach-notice">
          {tooLarge ? say("handlingTooLarge", { name: tooLarge }) : trouble}
        </p>
      )}
    </div>
  );
}
