/** Above the record: over which time and of which tags, and the same as a file. */
import { useState } from "preact/hooks";
import { SPAN_NAMES, type Bounds, type HistoryChoice } from "../state/history_query";
import type { EntryTrouble } from "../state/time_entry";
import { useSpeech } from "./language";

interface HistoryBarProps {
  choice: HistoryChoice;
  choose: (choice: HistoryChoice) => void;
  /** What is wrong with the ends that were typed. */
  trouble: EntryTrouble | null;
  /** How many sources answer to what was typed, and how many of those are asked for. */
  matched: { count: number; most: number } | null;
  /** Where it is had as a file; null while it is not known of which time. */
  file: ((form: "csv" | "xlsx") => string) | null;
}

export function HistoryBar({ choice, choose, trouble, matched, file }: HistoryBarProps) {
  const { say, named } = useSpeech();
  return (
    <div class="list-strip history-bar" data-testid="history-bar">
      <div class="strip-line">
        <Spans choice={choice} choose={choose} />
        <Search choice={choice} choose={choose} />
        {file && (
          <span class="history-files" title={say("historyFileNote")}>
            {(["csv", "xlsx"] as const).map((form) => (
              <a key={form} href={file(form)} download data-testid={`history-${form}`}>
                {say("historyFile", { form: form.toUpperCase() })}
              </a>
            ))}
          </span>
        )}
      </div>
      {choice.span === "own" && <OwnSpan choice={choice} choose={choose} />}
      {trouble && (
        <p class="action-trouble" role="alert">
          {named("entry", trouble)}
        </p>
      )}
      {matched && matched.count > matched.most && <p>{say("historyTooMany", matched)}</p>}
    </div>
  );
}

type Choosing = Pick<HistoryBarProps, "choice" | "choose">;

function Spans({ choice, choose }: Choosing) {
  const { say, named } = useSpeech();
  return (
    <span class="strip-line" role="group" aria-label={say("historyRange")}>
      {SPAN_NAMES.map((span) => (
        <button
          key={span}
          type="button"
          aria-pressed={choice.span === span}
          onClick={() => choose({ ...choice, span })}
          data-testid={`history-span-${span}`}
        >
          {named("historySpan", span)}
        </button>
      ))}
    </span>
  );
}

/** What is typed counts once it is sent: the record is not asked at every letter. */
function Search({ choice, choose }: Choosing) {
  const { say } = useSpeech();
  const [text, setText] = useState(choice.text);
  return (
    <form
      class="strip-line"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        choose({ ...choice, text });
      }}
    >
      <input
        type="search"
        value={text}
        maxLength={64}
        placeholder={say("historySearch")}
        aria-label={say("historySearch")}
        onInput={(event) => setText(event.currentTarget.value)}
        data-testid="history-search"
      />
      <button>{say("historyShow")}</button>
    </form>
  );
}

function OwnSpan({ choice, choose }: Choosing) {
  const { say } = useSpeech();
  const [from, setFrom] = useState(choice.from);
  const [to, setTo] = useState(choice.to);
  return (
    <form
      class="strip-line"
      onSubmit={(event) => {
        event.preventDefault();
        choose({ ...choice, from, to });
      }}
    >
      <input
        value={from}
        placeholder={say("historyFrom")}
        aria-label={say("historyFrom")}
        onInput={(event) => setFrom(event.currentTarget.value)}
        data-testid="history-from"
      />
      <input
        value={to}
        placeholder={say("historyTo")}
        aria-label={say("historyTo")}
        onInput={(event) => setTo(event.currentTarget.value)}
        data-testid="history-to"
      />
      <button>{say("historyShow")}</button>
    </form>
  );
}

/** Nothing is asked for while an own range is still to be typed. */
export function isAsked(choice: HistoryChoice, bounds: Bounds | EntryTrouble): bounds is Bounds {
  return typeof bounds !== "string" && !(choice.span === "own" && choice.from === "");
}
