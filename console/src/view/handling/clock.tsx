/** The clock of a record against its deadline: what is left, or the word 超期 and what it is over. */
import { readClock, type Clock } from "../../state/handling_board";
import type { HandlingRow } from "../../wire/handling";
import { useSpeech, type Speech } from "../language";

/** The clock in words, without its looks. */
export function sayClock({ say, duration }: Speech, clock: Clock): string {
  switch (clock.kind) {
    case "left":
      return `${say("handlingClockLeft")} ${duration(clock.ms)}`;
    case "over":
      return `${say("handlingClockOver")} ${duration(clock.ms)}`;
    case "drill_over":
      return `${say("handlingClockDrillOver")} ${duration(clock.ms)}`;
    case "waiting":
      return say("handlingClockWaiting");
    case "stopped":
      return say("handlingClockStopped");
  }
}

export function RecordClock({ row, now }: { row: HandlingRow; now: number }) {
  const speech = useSpeech();
  const clock = readClock(row, now);
  return (
    <span class={`handling-clock handling-clock-${clock.kind}`} data-testid="handling-clock">
      {sayClock(speech, clock)}
    </span>
  );
}
