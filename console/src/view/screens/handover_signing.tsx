/**
 * Who signed and who may sign now: who hands over as the person who is logged in, who takes over with
 * name and password, which stay in their fields until they are sent and go nowhere else. A page made
 * anew stands here as well, because it takes the first signature back.
 */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { draftHandover, signHandover, type Signature } from "../../wire/handovers";
import { formatInstant, formatNear } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import type { Part } from "./handover_record";
import { TroubleLine } from "./handover_trouble";

const SIGNATURES = "handover-signatures";

interface SigningProps extends Part {
  /** A form was opened (1) or closed (−1). */
  opened: (by: 1 | -1) => void;
}

export function Signing(props: SigningProps) {
  const { desk, handover, offer } = props;
  const { say } = useSpeech();
  const current = handover.shown === handover.edition;
  return (
    <aside
      id={SIGNATURES}
      class="pane handover-signing"
      tabIndex={-1}
      aria-label={say("signatures")}
      data-testid="signing"
    >
      <h2>{say("signatures")}</h2>
      <dl class="handover-signatures">
        <Signed word="outgoing" signature={current ? handover.outgoing : null} />
        <Signed word="incoming" signature={current ? handover.incoming : null} />
      </dl>
      {desk.liveness === "lost" && <p class="action-trouble">{say("handoverLost")}</p>}
      {offer.sign === "too_early" && (
        <p data-testid="too-early">
          {say("signTooEarly", { time: formatNear(handover.signable_from, desk.now) })}
        </p>
      )}
      {offer.sign === "outgoing" && <HandOver {...props} />}
      {offer.sign === "incoming" && <TakeOver {...props} />}
      {offer.draft && <DraftAnew {...props} />}
    </aside>
  );
}

function Signed({ word, signature }: { word: Word; signature: Signature | null }) {
  const { say } = useSpeech();
  return (
    <div>
      <dt>{say(word)}</dt>
      <dd data-testid={`signed-${word}`}>
        {signature ? (
          <>
            <strong>{signature.by}</strong>{" "}
            <span class="number">{formatInstant(signature.at)}</span>
          </>
        ) : (
          <span class="muted">{say("unsigned")}</span>
        )}
      </dd>
    </div>
  );
}

/** Where the hands are after something was done: what they held is gone. */
export function focusSignatures(): void {
  requestAnimationFrame(() => document.getElementById(SIGNATURES)?.focus());
}

interface StepProps extends SigningProps {
  form: string;
  /** The button that opens it, and the one that does it. */
  word: Word;
  sure: Word;
  /** Does it; whether it was done. */
  submit: (form: HTMLFormElement) => Promise<boolean>;
  primary: boolean;
  children: ComponentChildren;
}

/** Something that is done in two steps: what it means is read before it is done. */
function Step({ desk, record, opened, form, word, sure, submit, primary, children }: StepProps) {
  const { say } = useSpeech();
  const [open, setOpen] = useState(false);
  const body = useRef<HTMLFormElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const lost = desk.liveness === "lost";
  useEffect(() => {
    if (!open) return;
    opened(1);
    return () => opened(-1);
  }, [open]);
  useLayoutEffect(() => {
    // Not the button that does it: Enter held down a moment too long must sign nothing.
    if (open) (body.current?.querySelector<HTMLElement>("input") ?? body.current)?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (!open) {
    return (
      <>
        <TroubleLine record={record} form={form} />
        <button
          ref={button}
          type="button"
          class={primary ? "button-primary" : ""}
          disabled={lost || record.busy}
          onClick={() => setOpen(true)}
          data-testid={form}
        >
          {say(word)}
        </button>
      </>
    );
  }
  return (
    <form
      ref={body}
      class="sign-form"
      tabIndex={-1}
      aria-label={say(word)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget).then((done) => {
          if (!done) return;
          setOpen(false);
          focusSignatures();
        });
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
      data-testid={`${form}-form`}
    >
      {children}
      <TroubleLine record={record} form={form} />
      <div class="form-foot">
        <button class="button-primary" disabled={lost || record.busy} data-testid={`${form}-sure`}>
          {say(record.busy ? "sending" : sure)}
        </button>
        <button type="button" onClick={close} disabled={record.busy}>
          {say("cancel")} <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

function HandOver(props: SigningProps) {
  const { desk, record, handover } = props;
  const { say } = useSpeech();
  return (
    <Step
      {...props}
      form="sign-outgoing"
      word="signOutgoing"
      sure="signOutgoingSure"
      primary
      submit={() => record.act("sign-outgoing", () => signHandover(handover, null))}
    >
      <p>
        {say("signOutgoingAs", {
          who: desk.conversation.user ?? "",
          edition: handover.edition,
        })}
      </p>
    </Step>
  );
}

type SignLack = "second_person_missing" | "second_person_same";

function TakeOver(props: SigningProps) {
  const { record, handover } = props;
  const { say } = useSpeech();
  const [lack, setLack] = useState<SignLack | null>(null);
  const submit = (form: HTMLFormElement) => {
    const data = new FormData(form);
    const second = {
      username: String(data.get("second") ?? "").trim(),
      password: String(data.get("password") ?? ""),
    };
    const missing = !second.username || !second.password;
    const same = second.username === handover.outgoing?.by;
    setLack(missing ? "second_person_missing" : same ? "second_person_same" : null);
    if (missing || same) return Promise.resolve(false);
    // No password stays on the page longer than it is used.
    const field = form.elements.namedItem("password");
    if (field instanceof HTMLInputElement) field.value = "";
    return record.act("sign-incoming", () => signHandover(handover, second));
  };
  return (
    <Step
      {...props}
      form="sign-incoming"
      word="signIncoming"
      sure="signIncoming"
      primary
      submit={submit}
    >
      <p>{say("signIncomingNote", { edition: handover.edition })}</p>
      <input
        name="second"
        maxLength={100}
        autocomplete="off"
        placeholder={`${say("incoming")} ${say("user")}`}
        aria-label={`${say("incoming")} ${say("user")}`}
        data-testid="incoming-user"
      />
      <input
        name="password"
        type="password"
        maxLength={200}
        autocomplete="new-password"
        placeholder={say("password")}
        aria-label={`${say("incoming")} ${say("password")}`}
        data-testid="incoming-password"
      />
      {lack && (
        <p class="action-trouble" role="alert" data-testid="sign-lack">
          {say(`signLack_${lack}`)}
        </p>
      )}
    </Step>
  );
}

function DraftAnew(props: SigningProps) {
  const { record, handover, offer } = props;
  const { say } = useSpeech();
  return (
    <Step
      {...props}
      form="draft-anew"
      word="draftAnew"
      sure="draftAnew"
      primary={offer.sign === "too_early"}
      submit={() => record.act("draft-anew", () => draftHandover(handover, handover.version))}
    >
      <p>{say("draftAnewNote")}</p>
      {offer.takesBack && (
        <p>
          <strong>{say("takesBack", { who: offer.takesBack })}</strong>
        </p>
      )}
    </Step>
  );
}
