/** Of what time: spans up to now, or a range as it is typed in Beijing time; steps and zoom. */
import { useRef, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { readRange, type EntryTrouble } from "../../state/time_entry";
import { isLive, SPAN_NAMES, type Range, type Span } from "../../state/trend_address";
import type { Instant } from "../../wire/frames";
import { formatInstant } from "../../words/time";
import { useSpeech } from "../language";
import type { Travel } from "./trend_travel";

interface SpanBarProps {
  desk: Desk;
  when: Span | Range;
  range: Range;
  travel: Travel;
}

export function SpanBar({ desk, when, range, travel }: SpanBarProps) {
  const { say, named } = useSpeech();
  const live = isLive(when);
  return (
    <>
      <div class="span-buttons" role="group" aria-label={say("trendSpans")}>
        {SPAN_NAMES.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={when === span}
            onClick={() => travel.show(span)}
            data-testid={`span-${span}`}
          >
            {named("span", span)}
          </button>
        ))}
        {!live && (
          <button type="button" onClick={travel.backToLive} data-testid="trend-live">
            {say("trendBackToLive")} <kbd>L</kbd>
          </button>
        )}
      </div>
      <RangeForm
        key={live ? when : `${when.from} ${when.to}`}
        range={range}
        pictured={desk.pictureTime !== null}
        now={desk.now}
        show={travel.show}
      />
      <Steps live={live} ends={range.to >= Math.floor(desk.now)} travel={travel} />
    </>
  );
}

function Steps({ live, ends, travel }: { live: boolean; ends: boolean; travel: Travel }) {
  const { say } = useSpeech();
  const steps = [
    ["trendEarlier", "◀", () => travel.step(-1), false],
    ["trendLater", "▶", () => travel.step(1), live || ends],
    ["trendZoomOut", "−", () => travel.zoom(-1), false],
    ["trendZoomIn", "+", () => travel.zoom(1), false],
  ] as const;
  return (
    <div class="span-buttons">
      {steps.map(([word, sign, go, off]) => (
        <button
          key={word}
          type="button"
          title={say(word)}
          aria-label={say(word)}
          disabled={off}
          onClick={go}
          data-testid={word}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}

interface RangeFormProps {
  range: Range;
  /** Whether the platform has told what time it is. */
  pictured: boolean;
  now: Instant;
  show: (range: Range) => void;
}

/**
 * The fields keep what they began with, by the platform's time as soon as that is known: nothing
 * runs on beneath the hand that types, and what was typed before then stays.
 */
function RangeForm({ range, pictured, now, show }: RangeFormProps) {
  const { say, named } = useSpeech();
  const kept = useRef<Range | null>(null);
  if (pictured) kept.current ??= range;
  const began = kept.current ?? range;
  const [typedFrom, setFrom] = useState<string | null>(null);
  const [typedTo, setTo] = useState<string | null>(null);
  const from = typedFrom ?? formatInstant(began.from);
  const to = typedTo ?? formatInstant(began.to);
  const [trouble, setTrouble] = useState<EntryTrouble | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const read = readRange(from, to, now);
    setTrouble(typeof read === "string" ? read : null);
    if (typeof read !== "string") show(read);
  };
  return (
    <form class="range-form" onSubmit={submit} aria-label={say("trendFixed")}>
      <Field word={say("trendFrom")} text={from} write={setFrom} testid="trend-from" />
      <Field word={say("trendTo")} text={to} write={setTo} testid="trend-to" />
      <button type="submit" data-testid="trend-show">
        {say("trendShow")}
      </button>
      {trouble && (
        <span class="range-trouble" role="alert" data-testid="trend-trouble">
          {named("entry", trouble)}
        </span>
      )}
    </form>
  );
}

interface FieldProps {
  word: string;
  text: string;
  write: (text: string) => void;
  testid: string;
}

function Field({ word, text, write, testid }: FieldProps) {
  const { say } = useSpeech();
  return (
    <label>
      {word}
      <input
        type="text"
        value={text}
        title={`${say("beijingTime")}: ${say("entry_unreadable")}`}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => write(event.currentTarget.value)}
        data-testid={testid}
      />
    </label>
  );
}
