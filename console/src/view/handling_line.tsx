/**
 * In the detail of an alarm: that there is a handling record of it, how far it has come and until
 * when, with the way to it. Read again when the alarm changes, and now and then.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { addressOf, writeAddress } from "../state/address";
import type { AlarmRow } from "../wire/frames";
import { readNewestOf, type HandlingRow } from "../wire/handling";
import { RecordClock } from "./handling/clock";
import { useSpeech } from "./language";

const EVERY_MS = 10_000;

function useNewest(desk: Desk, alarm: AlarmRow): HandlingRow | null {
  const [row, setRow] = useState<HandlingRow | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const read = () =>
      readNewestOf(alarm.id, abort.signal)
        .then(setRow)
        // What was read stays; where none are kept there is never anything to show.
        .catch(() => undefined);
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [alarm.id, alarm.version, desk.conversation.connections]);
  return row;
}

export function HandlingLine({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say, named } = useSpeech();
  const row = useNewest(desk, alarm);
  if (!row) return null;
  const address = addressOf("handling", { id: [String(row.id)] });
  return (
    <p class="handling-line" data-testid="handling-line">
      <span class="muted">{say("handlingOfAlarm")}</span>
      <b>{named("handlingColumn", row.next ?? "closed")}</b>
      {row.next !== null && <RecordClock row={row} now={desk.shownTime} />}
      <a
        href={writeAddress(address)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          desk.go(address);
        }}
        data-testid="handling-link"
      >
        {say("handlingRecord")} #{row.id}
      </a>
    </p>
  );
}
