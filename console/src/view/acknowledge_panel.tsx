/** At the foot of the detail: acknowledge, with an optional comment, or who already did. */
import { useState } from "preact/hooks";
import type { Desk } from "../desk";
import { wantsAcknowledgement } from "../state/alarms";
import type { AlarmRow } from "../wire/frames";
import { formatNear } from "../words/time";
import { useSpeech } from "./language";

export function AcknowledgePanel({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say } = useSpeech();
  const [comment, setComment] = useState("");
  const notice = desk.notices.get(alarm.id);
  const pending = notice?.kind === "pending";
  const lost = desk.liveness === "lost";

  if (!wantsAcknowledgement(alarm)) {
    if (alarm.acknowledged_at === null) return null;
    const time = formatNear(alarm.acknowledged_at, desk.now);
    return <div class="acknowledge muted">{say("acknowledgedBy", { who: alarm.by, time })}</div>;
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    desk.acknowledge(alarm, comment.trim());
  };
  return (
    <form class="acknowledge" onSubmit={submit}>
      {notice?.kind === "conflict" && (
        <p class="acknowledge-trouble" role="alert">
          {say("conflict")}
        </p>
      )}
      {notice?.kind === "failed" && (
        <p class="acknowledge-trouble" role="alert">
          {say("ackFailed", { why: notice.why })}
        </p>
      )}
      {lost && <p class="acknowledge-trouble">{say("noActions")}</p>}
      <input
        value={comment}
        maxLength={500}
        placeholder={say("comment")}
        aria-label={say("comment")}
        onInput={(event) => setComment(event.currentTarget.value)}
        data-testid="alarm-comment"
      />
      <button
        class="button-primary"
        type="submit"
        disabled={lost || pending}
        data-testid="alarm-ack"
      >
        {say(pending ? "acknowledging" : "acknowledge")} <kbd>{say("keySpace")}</kbd>
      </button>
    </form>
  );
}
