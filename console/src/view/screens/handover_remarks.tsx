/** What people said to a section, or to all of it, and the form in which one says more. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { remarkOn, type Said, type WordsKind } from "../../wire/handovers";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import type { Part } from "./handover_record";
import { TroubleLine } from "./handover_trouble";
import { useTyped } from "./typed_words";

const LONGEST = 4000;

interface RemarksProps extends Part {
  /** Empty: all of it. */
  section: string;
  title: string;
}

/** Of all of it is also what was said to a section that this edition no longer has. */
function pickSaid({ handover, section }: Pick<RemarksProps, "handover" | "section">): Said[] {
  if (section) return handover.said.filter((one) => one.section === section);
  const known = new Set(handover.sections.map((one) => one.id));
  return handover.said.filter((one) => !known.has(one.section));
}

export function Remarks(props: RemarksProps) {
  const { desk, record, offer, typed, section, title } = props;
  const { say } = useSpeech();
  const button = useRef<HTMLButtonElement>(null);
  const [asked, setAsked] = useState(false);
  const may = offer.kinds.length > 0;
  const open = may && (asked || typed.read(section) !== "");
  const close = () => {
    setAsked(false);
    // The form is gone with the next picture, and the focus must not go with it.
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <div class="remarks" data-testid={`remarks-${section || "all"}`}>
      {pickSaid(props).map((one) => (
        <SaidWords key={`${one.at} ${one.by} ${one.words}`} said={one} now={desk.now} />
      ))}
      {open ? (
        <WordsForm {...props} close={close} />
      ) : (
        may && (
          <button
            ref={button}
            type="button"
            class="button-quiet remark-button"
            aria-label={say("addWordsTo", { section: title })}
            disabled={desk.liveness === "lost"}
            onClick={() => setAsked(true)}
            data-testid={`say-${section || "all"}`}
          >
            ＋ {say("addWords")}
          </button>
        )
      )}
      {!open && <TroubleLine record={record} form={section} />}
    </div>
  );
}

function SaidWords({ said, now }: { said: Said; now: number }) {
  const { named } = useSpeech();
  return (
    <blockquote class="said">
      <small>
        <b>{named("words", said.kind)}</b> {said.by}{" "}
        <span class="number">{formatNear(said.at, now)}</span>
      </small>
      <p>{said.words}</p>
    </blockquote>
  );
}

interface WordsFormProps extends RemarksProps {
  close: () => void;
}

function WordsForm(props: WordsFormProps) {
  const { desk, record, handover, offer, typed, section, title, close } = props;
  const { say, named } = useSpeech();
  const [words, write] = useTyped(typed, section);
  const [chosen, setChosen] = useState<WordsKind | null>(null);
  // What was chosen may have passed with the stage; what was typed has not.
  const kind = chosen !== null && offer.kinds.includes(chosen) ? chosen : offer.kinds[0]!;
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const lost = desk.liveness === "lost";
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const done = await record.act(section, () => remarkOn(handover, kind, section, words));
    if (!done) return;
    write("");
    close();
  };
  const cancel = () => {
    write("");
    close();
  };
  return (
    <form
      class="words-form"
      aria-label={say("addWordsTo", { section: title })}
      onSubmit={(event) => void submit(event)}
      data-testid={`words-form-${section || "all"}`}
    >
      {offer.kinds.length > 1 && (
        <div class="choices" role="radiogroup" aria-label={say("wordsKind")}>
          {offer.kinds.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name={`kind-${section}`}
                checked={one === kind}
                onChange={() => setChosen(one)}
                data-testid={`kind-${one}`}
              />
              <span>{named("words", one)}</span>
            </label>
          ))}
        </div>
      )}
      <textarea
        ref={field}
        rows={3}
        maxLength={LONGEST}
        value={words}
        aria-label={named("words", kind)}
        placeholder={named("words", kind)}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && words === "" && cancel()}
        data-testid="words"
      />
      <TroubleLine record={record} form={section} />
      {lost && <p class="action-trouble">{say("handoverLost")}</p>}
      <div class="form-foot">
        <button
          class="button-primary"
          disabled={record.busy || lost || words.trim() === ""}
          data-testid="words-send"
        >
          {say(record.busy ? "sending" : "sendWords")}
        </button>
        <button type="button" onClick={cancel} disabled={record.busy}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
