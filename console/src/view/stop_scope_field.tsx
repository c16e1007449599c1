/** The scope of a filed stop, chosen by typing: tags, equipment, hazards and gateways of one enterprise. */
import { useMemo, useState } from "preact/hooks";
import { holds, listThings, putIn, searchThings, takeOut, type Thing } from "../state/stop_draft";
import { PARTS } from "./stop_detail";
import { useSpeech } from "./language";
import type { FieldProps } from "./stop_fields";
import { nameThing } from "./stop_words";

/** Found things that are shown: more are not read, they are typed further. */
const SHOWN = 12;

export function ScopeField({ park, draft, change }: FieldProps) {
  const { say } = useSpeech();
  const [typed, setTyped] = useState("");
  const things = useMemo(() => listThings(park), [park]);
  const found = useMemo(
    () => searchThings(things, typed, draft.enterprise),
    [things, typed, draft.enterprise],
  );
  const chooseFirst = (event: KeyboardEvent) => {
    if (event.key === "Escape") setTyped("");
    if (event.key !== "Enter" || event.isComposing) return;
    // Enter is for what was found and files nothing.
    event.preventDefault();
    const first = found.find((thing) => !holds(draft, thing));
    if (first) change(putIn(draft, first));
  };
  return (
    <fieldset class="stop-field">
      <legend>{say("stopScope")}</legend>
      <Chosen park={park} draft={draft} change={change} />
      <input
        value={typed}
        autocomplete="off"
        placeholder={say("stopSearch")}
        aria-label={say("stopSearch")}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={chooseFirst}
        data-testid="stop-search"
      />
      {typed.trim() !== "" && (
        <Found
          found={found}
          chosen={(thing) => holds(draft, thing)}
          toggle={(thing) =>
            change(holds(draft, thing) ? takeOut(draft, thing) : putIn(draft, thing))
          }
        />
      )}
    </fieldset>
  );
}

function Chosen({ park, draft, change }: Pick<FieldProps, "park" | "draft" | "change">) {
  const { say, named, name } = useSpeech();
  const chosen = PARTS.flatMap((part) => draft.scope[part].map((id) => ({ part, id })));
  if (chosen.length === 0) return <p class="muted">{say("stopNothingChosen")}</p>;
  return (
    <ul class="stop-chosen-things" data-testid="stop-scope">
      {chosen.map(({ part, id }) => (
        <li key={`${part} ${id}`} class="stop-thing">
          <small>{named("stopPartShort", part)}</small> <b>{id}</b>{" "}
          <span>{nameThing(park, part, id, name)}</span>
          <button
            type="button"
            class="button-quiet"
            aria-label={say("stopTakeOut", { id })}
            onClick={() => change(takeOut(draft, { part, id }))}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

interface FoundProps {
  found: readonly Thing[];
  chosen: (thing: Thing) => boolean;
  toggle: (thing: Thing) => void;
}

function Found({ found, chosen, toggle }: FoundProps) {
  const { say, named, name } = useSpeech();
  const rest = found.length - SHOWN;
  return (
    <div class="stop-found">
      <p class="unseen" role="status">
        {say("stopFound", { count: found.length })}
      </p>
      {found.length === 0 && <p class="muted">{say("stopFoundNone")}</p>}
      {found.slice(0, SHOWN).map((thing) => (
        <button
          key={`${thing.part} ${thing.id}`}
          type="button"
          class="stop-find"
          aria-pressed={chosen(thing)}
          onClick={() => toggle(thing)}
          data-testid="stop-found"
        >
          <small>{named("stopPartShort", thing.part)}</small>
          <b>{thing.id}</b>
          <span>{name(thing)}</span>
        </button>
      ))}
      {rest > 0 && <p class="muted">{say("stopFoundMore", { count: rest })}</p>}
    </div>
  );
}
