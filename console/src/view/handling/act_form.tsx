/**
 * The form of one act. It stays as it was opened while somebody writes; what happened to the record
 * meanwhile stands above the fields, and what was written is kept whatever becomes of it.
 */
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import type { OpenForm } from "../../handling_work";
import { findLack, listSince, type Lack } from "../../state/handling_acts";
import type { HandlingEntry, HandlingView, Offer } from "../../wire/handling";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { ActFields } from "./act_fields";
import { sayAct, sayActor, sayContent, sayOutcome } from "./telling";

interface ActFormProps {
  desk: Desk;
  view: HandlingView;
  form: OpenForm;
  /** What is open, null where the record no longer allows it. */
  offer: Offer | null;
}

export function ActForm({ desk, view, form, offer }: ActFormProps) {
  const speech = useSpeech();
  const work = desk.handling;
  const [opened, setOpened] = useState(offer);
  const [lack, setLack] = useState<Lack | null>(null);
  useEffect(() => {
    if (offer) setOpened(offer);
  }, [offer]);
  // Whoever is done with the form is back at the record, however soon that is.
  useLayoutEffect(
    () => () => document.getElementById("record")?.focus({ preventScroll: true }),
    [],
  );
  const shown = offer ?? opened;
  const busy = work.isBusy(view.record);
  const close = () => work.close();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!offer || busy) return;
    const missing = findLack(offer, work.draftOf(form.record, form.offer));
    setLack(missing);
    if (missing === null) void work.send(view.record, offer, form.version);
  };
  if (!shown) return null;
  return (
    <form
      class="act-form"
      aria-label={sayAct(speech, view.record, shown)}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
      data-testid="act-form"
      data-act={form.offer}
    >
      <Changes desk={desk} view={view} since={form.since} />
      <Notices desk={desk} form={form} offer={offer} lack={lack} />
      <h3>{sayAct(speech, view.record, shown)}</h3>
      <ActFields work={work} record={form.record} offer={shown} />
      <div class="hold-foot">
        <button class="button-primary" disabled={busy || !offer} data-testid="act-submit">
          {busy && desk.liveness !== "lost"
            ? speech.say("handlingSending")
            : speech.say("handlingSubmit")}
        </button>
        <button type="button" onClick={close} data-testid="act-cancel">
          {speech.say("handlingCloseForm")} <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

function Changes({ desk, view, since }: { desk: Desk; view: HandlingView; since: number }) {
  const { say } = useSpeech();
  const changes = listSince(view.entries, since);
  if (changes.length === 0) return null;
  return (
    <div class="act-changes" role="status" data-testid="act-changes">
      <b>{say("handlingChanges")}</b>
      <ul>
        {changes.map((entry) => (
          <Change key={entry.seq} desk={desk} entry={entry} />
        ))}
      </ul>
    </div>
  );
}

function Change({ desk, entry }: { desk: Desk; entry: HandlingEntry }) {
  const speech = useSpeech();
  return (
    <li>
      {formatNear(entry.at, desk.now)}{" "}
      <b>{speech.named("handlingHappening", entry.happening)}</b> {sayActor(speech, entry)}{" "}
      {sayContent(speech, entry)}
    </li>
  );
}

interface NoticesProps {
  desk: Desk;
  form: OpenForm;
  offer: Offer | null;
  lack: Lack | null;
}

/** What speaks against it: before it is sent, and after. */
function Notices({ desk, form, offer, lack }: NoticesProps) {
  const speech = useSpeech();
  const outcome = desk.handling.outcomeOf(form.record, form.offer);
  const draft = desk.handling.draftOf(form.record, form.offer);
  const missing = offer && lack ? findLack(offer, draft) : null;
  const told = [
    sayOutcome(speech, outcome, false),
    offer ? "" : speech.say("handlingNotOffered"),
    missing ? speech.named("handlingLack", missing) : "",
  ].filter(Boolean);
  return (
    <>
      {told.map((text) => (
        <p key={text} class="action-trouble" role="alert" data-testid="act-notice">
          {text}
        </p>
      ))}
    </>
  );
}
