/** The fields of the form of an act: what was found, who said so, in what words. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { HandlingWork } from "../../handling_work";
import { nameOffer, type Draft } from "../../state/handling_acts";
import { FINDINGS, type Offer } from "../../wire/handling";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";

const LONGEST_WORDS = 2_000;
const LONGEST_LINE = 200;

interface FieldsProps {
  work: HandlingWork;
  record: number;
  offer: Offer;
}

/** The fields that an act asks for; begins in the first of them. */
export function ActFields({ work, record, offer }: FieldsProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fields = "input:checked, input:not([type=radio]), textarea, input";
    box.current?.querySelector<HTMLElement>(fields)?.focus({ preventScroll: true });
  }, []);
  const name = nameOffer(offer);
  const draft = work.draftOf(record, name);
  const write = (changed: Partial<Draft>) => work.write(record, name, changed);
  return (
    <div ref={box} class="act-fields">
      {offer.finding && <Findings draft={draft} write={write} />}
      {offer.action === "call" && <CallFields draft={draft} write={write} />}
      {offer.words && <Words offer={offer} draft={draft} write={write} />}
      {offer.behalf && <Behalf draft={draft} write={write} />}
    </div>
  );
}

interface FieldProps {
  draft: Draft;
  write: (changed: Partial<Draft>) => void;
}

function Findings({ draft, write }: FieldProps) {
  const { say, named } = useSpeech();
  return (
    <div class="choices" role="radiogroup" aria-label={say("handlingFinding")}>
      {FINDINGS.map((finding) => (
        <label key={finding} class="choice">
          <input
            type="radio"
            name="finding"
            checked={draft.finding === finding}
            onChange={() => write({ finding })}
            data-testid={`finding-${finding}`}
          />
          <span>{named("handlingFinding", finding)}</span>
        </label>
      ))}
    </div>
  );
}

function CallFields({ draft, write }: FieldProps) {
  const { say } = useSpeech();
  return (
    <>
      <div class="act-line">
        <Line
          word="handlingPerson"
          value={draft.person}
          write={(person) => write({ person })}
          testid="act-person"
        />
        <Line
          word="handlingCallNumber"
          value={draft.number}
          write={(number) => write({ number })}
          testid="act-number"
        />
      </div>
      <div class="act-line">
        <Either
          words={["handlingOutgoing", "handlingIncoming"]}
          name="outgoing"
          value={draft.outgoing}
          write={(outgoing) => write({ outgoing })}
          label={say("handlingDo_call")}
        />
        <Either
          words={["handlingAnswered", "handlingUnanswered"]}
          name="answered"
          value={draft.answered}
          write={(answered) => write({ answered })}
          label={say("handlingAnswered")}
        />
      </div>
    </>
  );
}

interface EitherProps {
  words: readonly [Word, Word];
  name: string;
  label: string;
  value: boolean;
  write: (value: boolean) => void;
}

function Either({ words, name, label, value, write }: EitherProps) {
  const { say } = useSpeech();
  return (
    <div class="choices" role="radiogroup" aria-label={label}>
      {words.map((word, index) => (
        <label key={word} class="choice">
          <input
            type="radio"
            name={name}
            checked={value === (index === 0)}
            onChange={() => write(index === 0)}
            data-testid={`act-${name}-${index === 0}`}
          />
          <span>{say(word)}</span>
        </label>
      ))}
    </div>
  );
}

function Words({ offer, draft, write }: FieldProps & { offer: Offer }) {
  const { say } = useSpeech();
  const label = say(`handlingWords_${offer.action}` as Word);
  return (
    <label class="act-field">
      <span>{label}</span>
      <textarea
        rows={3}
        maxLength={LONGEST_WORDS}
        value={draft.words}
        onInput={(event) => write({ words: event.currentTarget.value })}
        data-testid="act-words"
      />
    </label>
  );
}

function Behalf({ draft, write }: FieldProps) {
  return (
    <Line
      word="handlingBehalf"
      value={draft.behalf}
      write={(behalf) => write({ behalf })}
      testid="act-behalf"
    />
  );
}

interface LineProps {
  word: Word;
  value: string;
  write: (value: string) => void;
  testid: string;
}

function Line({ word, value, write, testid }: LineProps) {
  const { say } = useSpeech();
  return (
    <label class="act-field">
      <span>{say(word)}</span>
      <input
        maxLength={LONGEST_LINE}
        autocomplete="off"
        value={value}
        onInput={(event) => write(event.currentTarget.value)}
        data-testid={testid}
      />
    </label>
  );
}
