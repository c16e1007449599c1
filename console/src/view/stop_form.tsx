/**
 * The form for a new filed stop. The site's rules stand beside the fields before anything is sent;
 * what was typed stays, also on other screens, until it was filed or cleared.
 */
import { useState } from "preact/hooks";
import type { Desk } from "../desk";
import { beginDraft, findFaults, wishOf, type StopDraft, type StopFault } from "../state/stop_draft";
import { fileStop, type StopRules } from "../wire/filed_stops";
import { makeKey } from "../wire/idempotency_key";
import type { Park } from "../wire/plant";
import { useSpeech, type Speech } from "./language";
import { CategoryField, PlaceField, TextField, TimeFields } from "./stop_fields";
import { showStop } from "./stop_link";
import { ScopeField } from "./stop_scope_field";
import { sayRefusal } from "./stop_words";

/** What is being written at a desk, and under which key it was sent. */
interface Writing {
  draft: StopDraft;
  sent: { body: string; key: string } | null;
}

/** By the sitting: whoever comes next begins anew. */
const writings = new WeakMap<Desk["sitting"], Writing>();

interface FormProps {
  desk: Desk;
  park: Park;
  rules: StopRules;
  again: () => void;
}

function beginWriting({ desk, rules }: Pick<FormProps, "desk" | "rules">): Writing {
  return { draft: beginDraft(desk.now, rules.categories[0]?.category ?? ""), sent: null };
}

/** The same key for the same wish: sent again because no answer came, it is filed once. */
function keyFor(writing: Writing, body: string): string {
  if (writing.sent?.body !== body) writing.sent = { body, key: makeKey() };
  return writing.sent.key;
}

/** What stands in the form, what speaks against it, and how it is sent. */
function useWriting({ desk, rules, again }: Omit<FormProps, "park">) {
  const speech = useSpeech();
  const [writing, setWriting] = useState(() => writings.get(desk.sitting) ?? beginWriting({ desk, rules }));
  const [faults, setFaults] = useState<readonly StopFault[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const keep = (next: Writing) => {
    writings.set(desk.sitting, next);
    setWriting(next);
  };
  const change = (draft: StopDraft) => {
    keep({ ...writing, draft });
    if (faults.length > 0) setFaults(findFaults(draft, rules, desk.now));
  };
  const clear = () => {
    keep(beginWriting({ desk, rules }));
    setFaults([]);
    setTrouble(null);
  };
  const send = async () => {
    const found = findFaults(writing.draft, rules, desk.now);
    setFaults(found);
    setTrouble(null);
    if (found.length > 0) return;
    const wish = wishOf(writing.draft);
    setBusy(true);
    try {
      const filed = await fileStop(wish, keyFor(writing, JSON.stringify(wish)));
      writings.delete(desk.sitting);
      again();
      showStop(desk, { id: filed.id, state: null });
    } catch (error) {
      setTrouble(sayFailure(speech, error));
    } finally {
      setBusy(false);
    }
  };
  return { draft: writing.draft, change, clear, send, faults, trouble, busy };
}

export function StopForm({ desk, park, rules, again }: FormProps) {
  const { say } = useSpeech();
  const { draft, change, clear, send, faults, trouble, busy } = useWriting({ desk, rules, again });
  const lost = desk.liveness === "lost";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy && !lost) void send();
  };
  const fields = { park, rules, draft, change };
  return (
    <form class="stop-form" onSubmit={submit} data-testid="stop-form">
      <div class="pane-head">
        <h2>{say("stopNew")}</h2>
      </div>
      <div class="pane-body stop-fields">
        <PlaceField {...fields} />
        <CategoryField {...fields} />
        <ScopeField {...fields} />
        <TimeFields {...fields} />
        <TextField {...fields} />
        <p class="muted stop-effect">{say("stopEffect")}</p>
      </div>
      <div class="action-panel">
        <Objections faults={faults} trouble={trouble} lost={lost} />
        <div class="hold-foot">
          <button class="button-primary" disabled={busy || lost} data-testid="stop-submit">
            {say(busy ? "stopFiling" : "stopFile")}
          </button>
          <button type="button" onClick={clear} disabled={busy}>
            {say("stopDiscard")}
          </button>
        </div>
      </div>
    </form>
  );
}

interface ObjectionsProps {
  faults: readonly StopFault[];
  trouble: string | null;
  lost: boolean;
}

function Objections({ faults, trouble, lost }: ObjectionsProps) {
  const { say, named } = useSpeech();
  return (
    <>
      {faults.length > 0 && (
        <ul class="action-trouble" role="alert" data-testid="stop-faults">
          {faults.map((fault) => (
            <li key={fault}>{named("stopRefusal", fault)}</li>
          ))}
        </ul>
      )}
      {trouble && (
        <p class="action-trouble" role="alert" data-testid="stop-trouble">
          {trouble}
        </p>
      )}
      {lost && <p class="action-trouble">{say("stopLostPicture")}</p>}
    </>
  );
}

function sayFailure(speech: Speech, error: unknown): string {
  const why = sayRefusal(speech, error);
  return why === null
    ? speech.say("stopOutcomeUnknown")
    : speech.say("stopFileRefused", { why });
}
