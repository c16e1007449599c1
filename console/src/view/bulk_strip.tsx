/**
 * Above the list: acknowledge a group. A strip and no dialog, so that it never lies over an alarm. It
 * says what goes out, what was not seen and what is too urgent, asks for a reason, and afterwards
 * tells of every row that was not acknowledged why.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import { LEVELS, type Plan, type Settled } from "../state/bulk";
import type { Park } from "../wire/plant";
import { Badge } from "./badge";
import { sayAlarm } from "./condition";
import { useSpeech, type Speech } from "./language";

export function BulkStrip({ desk, park }: { desk: Desk; park: Park }) {
  const { bulk } = desk;
  if (bulk.form) return <Form desk={desk} />;
  if (bulk.report) return <Told desk={desk} park={park} />;
  return null;
}

function close(desk: Desk): void {
  desk.bulk.close();
  document.querySelector<HTMLElement>("[data-testid=alarm-table]")?.focus({ preventScroll: true });
}

function Form({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { bulk } = desk;
  const field = useRef<HTMLInputElement>(null);
  const lost = desk.liveness === "lost";
  useLayoutEffect(() => field.current?.focus(), []);
  const plan = bulk.plan!;
  return (
    <form
      class="list-strip"
      aria-label={say("bulk")}
      onSubmit={(event) => {
        event.preventDefault();
        void bulk.send();
      }}
      onKeyDown={(event) => event.key === "Escape" && close(desk)}
      data-testid="bulk-form"
    >
      <Scope desk={desk} />
      <Levels desk={desk} />
      <Counts plan={plan} />
      <input
        ref={field}
        value={bulk.form!.reason}
        maxLength={500}
        placeholder={say("bulkReason")}
        aria-label={say("bulkReason")}
        onInput={(event) => bulk.write({ reason: event.currentTarget.value })}
        data-testid="bulk-reason"
      />
      <div class="bulk-foot">
        <button class="button-primary" disabled={!bulk.ready} data-testid="bulk-send">
          {bulk.sending ? say("bulkSending") : say("bulkSend", { count: plan.send.length })}{" "}
          <kbd>Enter</kbd>
        </button>
        <button type="button" onClick={() => close(desk)} data-testid="bulk-cancel">
          {say("cancel")} <kbd>Esc</kbd>
        </button>
      </div>
      {lost && <p class="action-trouble">{say("noActions")}</p>}
      {plan.send.length === 0 && <p class="action-trouble">{say("bulkNothing")}</p>}
    </form>
  );
}

function Scope({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const own = desk.bulkScope;
  return (
    <div class="strip-line" role="group" aria-label={say("bulkWhich")}>
      <span class="muted">{say("bulkWhich")}</span>
      {(["group", "list"] as const).map((scope) => (
        <button
          key={scope}
          type="button"
          aria-pressed={own === scope}
          disabled={scope === "group" && desk.selectedSource === null}
          onClick={() => desk.openBulk(scope)}
          data-testid={`bulk-${scope}`}
        >
          {say(scope === "group" ? "bulkGroup" : "bulkList")}
        </button>
      ))}
    </div>
  );
}

function Levels({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  return (
    <div class="strip-line" role="group" aria-label={say("bulkLevel")}>
      <span class="muted">{say("bulkLevel")}</span>
      {LEVELS.map((level) => (
        <button
          key={level}
          type="button"
          aria-pressed={desk.bulk.form!.level === level}
          onClick={() => desk.bulk.write({ level })}
          data-testid={`bulk-level-${level}`}
        >
          <Badge priority={level} />
        </button>
      ))}
    </div>
  );
}

function Counts({ plan }: { plan: Plan }) {
  const { say } = useSpeech();
  return (
    <ul class="bulk-counts" aria-live="polite" data-testid="bulk-counts">
      <li>
        <b>{plan.send.length}</b> {say("bulkSeen")}
      </li>
      <li>
        <b>{plan.notSeen.length}</b> {say("bulkNotSeen")}
      </li>
      <li>
        <b>{plan.above.length}</b> {say("bulkAbove")}
      </li>
    </ul>
  );
}

function Told({ desk, park }: { desk: Desk; park: Park }) {
  const speech = useSpeech();
  const { say } = speech;
  const { done, others } = desk.bulk.report!;
  return (
    <div class="list-strip" role="status" data-testid="bulk-report">
      <p>
        <b>{say("bulkDone", { count: done })}</b>{" "}
        {others.length > 0 && say("bulkOthers", { count: others.length })}{" "}
        <button type="button" onClick={() => close(desk)} data-testid="bulk-close">
          {say("close")}
        </button>
      </p>
      {others.length > 0 && (
        <ul class="bulk-others">
          {others.map(({ alarm, outcome }) => (
            <li key={alarm.id} data-alarm={alarm.id}>
              <button type="button" class="button-quiet" onClick={() => desk.openAlarm(alarm.id)}>
                {sayAlarm(speech, park, alarm.id)}
              </button>{" "}
              {tell(speech, outcome)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function tell({ say, named }: Speech, outcome: Settled["outcome"]): string {
  switch (outcome.kind) {
    case "changed":
      return named("bulkChanged", outcome.how);
    case "conflict":
      return say("bulkChanged_priority_rose");
    case "refused": {
      const why = named("refusal", outcome.why);
      return why === outcome.why ? say("refusal_other") : why;
    }
    case "unknown":
      return say("outcomeUnknown");
    case "done":
      return "";
  }
}
