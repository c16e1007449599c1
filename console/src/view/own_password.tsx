/**
 * The form for one's own password, a modal over any screen. What was typed is in no place but its
 * fields, and gone with it.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { SHORTEST_PASSWORD } from "../state/administration";
import {
  findPasswordFaults,
  judgePasswordRefusal,
  NOTHING_TYPED,
  type PasswordFault,
  type PasswordRefusal,
  type TypedPasswords,
} from "../state/own_password";
import { changePassword, Refusal } from "../wire/rest";
import { useSpeech } from "./language";

export function OwnPassword({ desk, close }: { desk: Desk; close: () => void }) {
  const { say } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing before it leaves the page is what gives the focus back.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="card own-password"
      aria-label={say("ownPassword")}
      onClose={close}
      data-testid="own-password"
    >
      <h2>{say("ownPassword")}</h2>
      {desk.signedOn ? <Elsewhere close={close} /> : <Form desk={desk} close={close} />}
    </dialog>
  );
}

/** The password of such an account is the identity provider's. */
function Elsewhere({ close }: { close: () => void }) {
  const { say } = useSpeech();
  return (
    <>
      <p data-testid="password-elsewhere">{say("passwordSignOn")}</p>
      <div class="help-foot">
        <button type="button" onClick={close} autofocus>
          {say("close")}
        </button>
      </div>
    </>
  );
}

type Outcome = "none" | "busy" | "done" | PasswordRefusal;

function Form({ desk, close }: { desk: Desk; close: () => void }) {
  const { say } = useSpeech();
  const [typed, setTyped] = useState<TypedPasswords>(NOTHING_TYPED);
  const [faults, setFaults] = useState<readonly PasswordFault[]>([]);
  const [outcome, setOutcome] = useState<Outcome>("none");
  const first = useRef<HTMLInputElement>(null);
  const change = (part: Partial<TypedPasswords>) => {
    setTyped({ ...typed, ...part });
    setFaults([]);
    setOutcome("none");
  };

  const save = async (event: Event) => {
    event.preventDefault();
    const found = findPasswordFaults(typed);
    setFaults(found);
    setOutcome("none");
    if (found.length > 0) return;
    setOutcome("busy");
    try {
      await changePassword(typed.current, typed.next);
      setTyped(NOTHING_TYPED);
      setOutcome("done");
    } catch (error) {
      const refusal = judgePasswordRefusal(error instanceof Refusal ? error : null);
      if (refusal === "wrong") setTyped({ ...typed, current: "" });
      setOutcome(refusal);
    }
    first.current?.focus();
  };

  const busy = outcome === "busy";
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      {/* Tells a password manager whose password it is. */}
      <input hidden readOnly autocomplete="username" value={desk.conversation.user ?? ""} />
      <label>
        {say("passwordCurrent")}
        <PasswordInput
          field={first}
          value={typed.current}
          kept="current-password"
          change={(current) => change({ current })}
          testid="password-current"
        />
      </label>
      <label>
        {say("passwordNext")}
        <PasswordInput
          value={typed.next}
          kept="new-password"
          change={(next) => change({ next })}
          testid="password-next"
        />
      </label>
      <small id="password-rule" class="muted">
        {say("passwordRule", { count: SHORTEST_PASSWORD })}
      </small>
      <label>
        {say("passwordAgain")}
        <PasswordInput
          value={typed.again}
          kept="new-password"
          change={(again) => change({ again })}
          testid="password-again"
        />
      </label>
      <p class="muted">{say("passwordSessions")}</p>
      <Answer faults={faults} outcome={outcome} />
      <div class="help-foot">
        <button class="button-primary" disabled={busy} data-testid="password-save">
          {say(busy ? "passwordSaving" : "passwordSave")}
        </button>
        <button type="button" onClick={close} data-testid="password-close">
          {say(outcome === "done" ? "close" : "cancel")}
        </button>
      </div>
    </form>
  );
}

interface InputProps {
  field?: { current: HTMLInputElement | null };
  value: string;
  kept: "current-password" | "new-password";
  change: (text: string) => void;
  testid: string;
}

function PasswordInput({ field, value, kept, change, testid }: InputProps) {
  return (
    <input
      ref={field ?? null}
      type="password"
      value={value}
      maxLength={1024}
      autocomplete={kept}
      aria-describedby={kept === "new-password" ? "password-rule" : undefined}
      onInput={(event) => change(event.currentTarget.value)}
      data-testid={testid}
    />
  );
}

function Answer({ faults, outcome }: { faults: readonly PasswordFault[]; outcome: Outcome }) {
  const { say, named } = useSpeech();
  const refused = outcome !== "none" && outcome !== "busy" && outcome !== "done";
  return (
    <>
      <p role="status" data-testid="password-done">
        {outcome === "done" && `✓ ${say("passwordDone")}`}
      </p>
      <div class="login-trouble" role="alert" data-testid="password-trouble">
        {faults.map((fault) => (
          <p key={fault}>{named("passwordFault", fault)}</p>
        ))}
        {refused && <p>{named("passwordRefusal", outcome)}</p>}
      </div>
    </>
  );
}
