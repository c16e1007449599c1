/**
 * At the foot of the detail: acknowledge or reset the alarm, with an optional comment, hold it or
 * put it back, who already acknowledged it, and what became of the last attempt.
 */
import type { Desk } from "../desk";
import { wants, type Act, type Notice } from "../state/notices";
import type { AlarmRow } from "../wire/frames";
import { formatNear } from "../words/time";
import { HoldPanel } from "./hold_panel";
import { useSpeech, type Speech } from "./language";

/** Why the last attempt did nothing, or that nobody knows; empty while it is under way. */
export function tellNotice({ say, named }: Speech, notice: Notice | undefined): string {
  switch (notice?.kind) {
    case "conflict":
      return named("conflict", notice.act);
    case "refused": {
      const why = named("refusal", notice.why);
      return say(`refused_${notice.act}`, {
        why: why === notice.why ? say("refusal_other") : why,
      });
    }
    case "unknown":
      return say("outcomeUnknown");
    default:
      return "";
  }
}

export function ActionPanel({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say } = useSpeech();
  const act = wants("reset", alarm) ? "reset" : "acknowledge";
  const offered = wants(act, alarm);
  return (
    <div class="action-panel">
      <Trouble desk={desk} alarm={alarm} />
      {desk.liveness === "lost" && <p class="action-trouble">{say("noActions")}</p>}
      {act === "reset" || !offered ? <AcknowledgedBy desk={desk} alarm={alarm} /> : null}
      {offered && <ActionForm desk={desk} alarm={alarm} act={act} />}
      <HoldPanel desk={desk} alarm={alarm} />
    </div>
  );
}

function Trouble({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const speech = useSpeech();
  const trouble = tellNotice(speech, desk.actions.notices.get(alarm.id));
  if (!trouble) return null;
  return (
    <p class="action-trouble" role="alert" data-testid="alarm-notice">
      {trouble}
    </p>
  );
}

function AcknowledgedBy({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say } = useSpeech();
  if (alarm.acknowledged_at === null) return null;
  const time = formatNear(alarm.acknowledged_at, desk.now);
  return <p class="muted">{say("acknowledgedBy", { who: alarm.by, time })}</p>;
}

interface ActionFormProps {
  desk: Desk;
  alarm: AlarmRow;
  act: Extract<Act, "acknowledge" | "reset">;
}

function ActionForm({ desk, alarm, act }: ActionFormProps) {
  const { say } = useSpeech();
  const notice = desk.actions.notices.get(alarm.id);
  const pending = notice?.kind === "pending" && notice.act === act;
  const lost = desk.liveness === "lost";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    desk.actions[act](alarm);
  };
  return (
    <form class="action-form" onSubmit={submit}>
      <input
        value={desk.actions.draftOf(alarm.id)}
        maxLength={500}
        placeholder={say("comment")}
        aria-label={say("comment")}
        onInput={(event) => desk.actions.write(alarm.id, event.currentTarget.value)}
        data-testid="alarm-comment"
      />
      <button
        class="button-primary"
        type="submit"
        disabled={desk.actions.isBusy(alarm)}
        title={lost ? say("noActions") : undefined}
        data-testid={act === "reset" ? "alarm-reset" : "alarm-ack"}
      >
        {act === "reset" ? (
          <>
            {say(pending ? "resetting" : "reset")} <kbd>R</kbd>
          </>
        ) : (
          <>
            {say(pending ? "acknowledging" : "acknowledge")} <kbd>{say("keySpace")}</kbd>
          </>
        )}
      </button>
    </form>
  );
}
