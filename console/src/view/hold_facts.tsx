/**
 * In the detail: who holds the alarm, why, on what terms, until when; how often it called again, and
 * how bad its source has been.
 */
import type { Desk } from "../desk";
import { isListed } from "../state/alarms";
import { conditionsOf } from "../state/folding";
import { timeLeft } from "../state/holding";
import { findFallen } from "../state/peaks";
import type { AlarmRow, Hold, Priority } from "../wire/frames";
import { formatNear } from "../words/time";
import { useSpeech } from "./language";
import { sayHoldReason, sayTerms } from "./terms";

export function HoldFacts({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say, named } = useSpeech();
  const fallen = findPeak(desk, alarm);
  if (alarm.holds.length === 0 && alarm.realarms === 0 && !fallen) return null;
  return (
    <div class="hold-facts" data-testid="hold-facts">
      {alarm.realarms > 0 && (
        <span class="chip chip-warning">{say("realarmed", { count: alarm.realarms })}</span>
      )}
      {fallen && <span class="chip">{say("peak", { priority: named("priority", fallen) })}</span>}
      {alarm.holds.map((hold) => (
        <HoldFact key={hold.held} desk={desk} hold={hold} />
      ))}
    </div>
  );
}

function findPeak(desk: Desk, alarm: AlarmRow): Priority | null {
  const [lead] = conditionsOf(desk.board.bySource, alarm.source);
  return lead && isListed(lead) ? findFallen(desk.memory.peaks, lead) : null;
}

function HoldFact({ desk, hold }: { desk: Desk; hold: Hold }) {
  const speech = useSpeech();
  const { say, named, duration } = speech;
  const near = (instant: number) => formatNear(instant, desk.now);
  const left = timeLeft(hold, desk.shownTime);
  const end =
    left === null || !hold.terms
      ? say("endsByDesign")
      : `${say("untilTime", { time: near(hold.terms.until) })} (${say("timeLeft", { time: duration(left) })})`;
  const parts = [
    `${named("actor", hold.by)} ${near(hold.at)}`,
    sayHoldReason(speech, hold),
    end,
    sayTerms(speech, hold.terms),
  ];
  return (
    <p>
      <b>{named("held", hold.held)}</b> {parts.filter(Boolean).join(" · ")}
    </p>
  );
}
