/**
 * The form in which a person says for how long, why and with whom an alarm is to be held. What it
 * asks for follows the site's rules; a second person's password stays in its field until it is sent
 * and goes from there to nowhere else.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Desk, HoldWish } from "../desk";
import {
  findLack,
  HELD_BY,
  isFull,
  needsSecond,
  offerDurations,
  type HoldRules,
  type Lack,
  type Wish,
} from "../state/holding";
import type { AlarmRow } from "../wire/frames";
import { Durations, Reason, WorkOrder } from "./hold_fields";
import { useSpeech } from "./language";
import { SecondPerson } from "./second_person";

/** What stands in the fields. */
function readWish(form: HTMLFormElement, two: boolean): Wish {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  return {
    durationS: Number(text("duration")),
    once: data.get("once") !== null,
    reason: text("reason"),
    workOrder: text("work_order"),
    second: two ? { username: text("second").trim(), password: text("password") } : null,
  };
}

/** No password stays on the page longer than it is used. */
function forgetPassword(form: HTMLFormElement): void {
  const field = form.elements.namedItem("password");
  if (field instanceof HTMLInputElement) field.value = "";
}

function close(desk: Desk): void {
  desk.closeHold();
  document.getElementById("detail")?.focus();
}

/** Sends what stands in the form if nothing is missing; what is, and how to send. */
function useSubmission(desk: Desk, wish: HoldWish, two: boolean) {
  const [lack, setLack] = useState<Lack | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const asked = readWish(form, two);
    const missing = findLack(wish.act, asked, two, desk.conversation.user);
    setLack(missing);
    if (missing !== null) return;
    forgetPassword(form);
    const outcome = await desk.actions.hold(wish.act, wish.alarm, asked);
    // After a conflict the alarm is to be looked at anew; a refusal may be mended in the form.
    const over = outcome?.kind === "done" || outcome?.kind === "conflict";
    if (over && desk.holdWish === wish) close(desk);
  };
  return { lack, submit };
}

/** Begins in the first field; what can't be seen any more can't be confirmed by anybody. */
function useForm(lost: boolean): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
  }, []);
  useLayoutEffect(() => {
    if (lost && form.current) forgetPassword(form.current);
  }, [lost]);
  return form;
}

interface HoldFormProps {
  desk: Desk;
  alarm: AlarmRow;
  wish: HoldWish;
  rules: HoldRules;
}

export function HoldForm({ desk, alarm, wish, rules }: HoldFormProps) {
  const { say } = useSpeech();
  const two = needsSecond(rules, alarm.priority);
  const { lack, submit } = useSubmission(desk, wish, two);
  const form = useForm(desk.liveness === "lost");
  const word = wish.act === "shelve" ? "shelve" : "takeOut";
  const cancel = () => {
    desk.actions.dismiss(wish.act, alarm);
    close(desk);
  };
  return (
    <form
      ref={form}
      class="hold-form"
      aria-label={say(word)}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === "Escape" && cancel()}
      data-testid="hold-form"
    >
      <Durations offered={offerDurations(rules, alarm.priority)} />
      <Reason />
      <WorkOrder act={wish.act} />
      {two && <SecondPerson />}
      <Objections desk={desk} wish={wish} rules={rules} lack={lack} />
      <div class="hold-foot">
        <button class="button-primary" disabled={desk.actions.isBusy(alarm)} data-testid="hold-submit">
          {say(word)}
        </button>
        <button type="button" onClick={cancel} data-testid="hold-cancel">
          {say("cancel")} <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

interface ObjectionsProps {
  desk: Desk;
  wish: HoldWish;
  rules: HoldRules;
  lack: Lack | null;
}

/** How many one holds of how many, and what speaks against the wish before it is sent. */
function Objections({ desk, wish, rules, lack }: ObjectionsProps) {
  const { say, named } = useSpeech();
  const full = isFull(rules, HELD_BY[wish.act], wish.alarm, desk.conversation.user);
  const { holding, most } = rules;
  return (
    <>
      <p class={full ? "action-trouble" : "muted"} data-testid="holding">
        {full ? say("holdingMost", { count: most }) : say("holdingOf", { holding, most })}
      </p>
      {lack && (
        <p class="action-trouble" role="alert" data-testid="hold-lack">
          {named("lack", lack)}
        </p>
      )}
    </>
  );
}
