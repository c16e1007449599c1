/** The fields of the form that holds an alarm: for how long, why, for which work order. */
import { useState } from "preact/hooks";
import type { HoldAct } from "../state/holding";
import type { Word } from "../words/words";
import { useSpeech } from "./language";
import { saySpan } from "./terms";

const REASONS: readonly Word[] = ["reasonChattering", "reasonInstrument", "reasonKnown"];

/** @param offered in seconds, shortest first */
export function Durations({ offered }: { offered: readonly number[] }) {
  const speech = useSpeech();
  return (
    <>
      <div class="choices" role="radiogroup" aria-label={speech.say("forHowLong")}>
        {offered.map((duration, index) => (
          <label key={duration} class="choice">
            <input
              type="radio"
              name="duration"
              value={duration}
              defaultChecked={index === 0}
              data-testid={`hold-duration-${duration}`}
            />
            <span>{saySpan(speech, duration)}</span>
          </label>
        ))}
      </div>
      <label class="choice">
        <input type="checkbox" name="once" data-testid="hold-once" />
        <span>{speech.say("untilReturned")}</span>
      </label>
    </>
  );
}

export function Reason() {
  const { say } = useSpeech();
  const [reason, setReason] = useState("");
  return (
    <>
      <div class="choices">
        {REASONS.map((word) => (
          <button
            key={word}
            type="button"
            class="choice"
            onClick={() => setReason(say(word))}
            data-testid={`hold-${word}`}
          >
            {say(word)}
          </button>
        ))}
      </div>
      <input
        name="reason"
        value={reason}
        maxLength={500}
        autocomplete="off"
        placeholder={say("holdReason")}
        aria-label={say("holdReason")}
        onInput={(event) => setReason(event.currentTarget.value)}
        data-testid="hold-reason"
      />
    </>
  );
}

export function WorkOrder({ act }: { act: HoldAct }) {
  const { say } = useSpeech();
  if (act !== "out-of-service") return null;
  return (
    <input
      name="work_order"
      maxLength={200}
      autocomplete="off"
      placeholder={say("workOrder")}
      aria-label={say("workOrder")}
      data-testid="hold-work-order"
    />
  );
}
