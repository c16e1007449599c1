/** A field that finds tags by a part of their id or name, and a list to choose one from. */
import { useState } from "preact/hooks";
import { searchNames, type Named } from "../../state/name_search";
import { MOST_TAGS } from "../../state/trend_address";
import type { Park, Tag } from "../../wire/plant";
import { useSpeech } from "../language";

/** More than these nobody reads; to type on is quicker. */
const MOST_SHOWN = 10;

const LIST = "trend-matches";

interface TagPickerProps {
  park: Park;
  /** Those that are shown already. */
  chosen: readonly string[];
  pick: (tag: string) => void;
}

function nameTag({ tag, name, name_en }: Tag): Named {
  return { id: tag, name, name_en };
}

/** What was typed, whether the list is open, and which of it Enter would choose. */
function useSearch({ park, chosen, pick }: TagPickerProps) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const search = open && text.trim() !== "";
  const found = search
    ? searchNames(park.tags.values(), text, nameTag).filter(({ tag }) => !chosen.includes(tag))
    : [];
  const shown = found.slice(0, MOST_SHOWN);
  const type = (typed: string) => {
    setText(typed);
    setOpen(true);
    setActive(0);
  };
  const choose = (tag: Tag | undefined) => {
    if (!tag) return;
    pick(tag.tag);
    setText("");
    setOpen(false);
  };
  const press = (event: KeyboardEvent) => {
    // A key that an input method takes for Chinese letters is none of ours.
    if (event.isComposing) return;
    if (event.key === "Enter") choose(shown[active]);
    else if (event.key === "Escape") open ? setOpen(false) : setText("");
    else if (event.key === "ArrowDown") {
      setOpen(true);
      setActive(open ? Math.min(active + 1, shown.length - 1) : 0);
    } else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };
  const close = () => setOpen(false);
  return {
    text,
    search,
    shown,
    left: found.length - shown.length,
    active,
    type,
    choose,
    press,
    close,
  };
}

export function TagPicker(props: TagPickerProps) {
  const { say } = useSpeech();
  const { text, search, shown, left, active, type, choose, press, close } = useSearch(props);
  const full = props.chosen.length >= MOST_TAGS;
  return (
    <div class="tag-picker">
      <input
        type="text"
        role="combobox"
        aria-label={say("trendAdd")}
        aria-expanded={search}
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={search && shown[active] ? matchId(active) : undefined}
        placeholder={full ? say("trendFull", { count: MOST_TAGS }) : say("trendAddHint")}
        autocomplete="off"
        spellcheck={false}
        disabled={full}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={press}
        onBlur={close}
        data-testid="tag-picker"
      />
      {search && (
        <div class="tag-matches">
          <ul id={LIST} role="listbox" aria-label={say("trendAdd")}>
            {shown.map((tag, index) => (
              <Match
                key={tag.tag}
                park={props.park}
                tag={tag}
                index={index}
                active={index === active}
                choose={() => choose(tag)}
              />
            ))}
          </ul>
          <p class="muted" role="status">
            {shown.length === 0 && say("trendNoMatch")}
            {left > 0 && say("trendMoreMatches", { count: left })}
          </p>
        </div>
      )}
    </div>
  );
}

function matchId(index: number): string {
  return `${LIST}-${index}`;
}

interface MatchProps {
  park: Park;
  tag: Tag;
  index: number;
  active: boolean;
  choose: () => void;
}

function Match({ park, tag, index, active, choose }: MatchProps) {
  const { name } = useSpeech();
  const hazard = park.hazards.get(tag.hazard);
  return (
    <li
      id={matchId(index)}
      role="option"
      aria-selected={active}
      class={active ? "tag-match is-active" : "tag-match"}
      // The field keeps the focus, or the list would be gone before the click.
      onMouseDown={(event) => event.preventDefault()}
      onClick={choose}
      data-testid="tag-match"
    >
      <b>{tag.tag}</b> <span>{name(tag)}</span> <small>{tag.unit}</small>
      {hazard && <small class="muted">{name(hazard)}</small>}
    </li>
  );
}
