/**
 * All tags of a hazard against their limits, live, of which only the rows in view exist. They stand in
 * the order of the plant directory and stay there; what is wrong can be asked for alone.
 */
import { useMemo, useState } from "preact/hooks";
import { addressOf } from "../../state/address";
import { searchNames } from "../../state/name_search";
import type { Equipment, Tag } from "../../wire/plant";
import { MOST_TAGS } from "../../state/trend_address";
import { AddressLink } from "../address_link";
import { useSpeech } from "../language";
import { readTag } from "../reading";
import { HazardTag } from "./hazard_tag";
import type { HazardProps } from "./hazard_page";
import { Space, useTableWindow } from "./table_window";
import { useDirections } from "./use_directions";

/** The style sheet says the same. */
const HEIGHTS = { row: 46, head: 28 };
const COLUMNS = 5;

interface TagsProps extends HazardProps {
  equipment: readonly Equipment[];
  /** Whose tags are asked for; null: those of all. */
  chosen: string | null;
  choose: (equipment: string | null) => void;
}

/** The tags in the order of the equipment, then those that belong to none. */
function useTags({ park, hazard, equipment }: TagsProps): readonly Tag[] {
  return useMemo(() => {
    const placed = equipment.flatMap(({ id }) => park.tagsOf.get(id) ?? []);
    const known = new Set(placed);
    const others = [...park.tags.values()].filter(
      (tag) => tag.hazard === hazard.id && !known.has(tag),
    );
    return [...placed, ...others];
  }, [park, hazard.id, equipment]);
}

export function HazardTags(props: TagsProps) {
  const { desk, park, chosen, choose } = props;
  const { say, name } = useSpeech();
  const [text, setText] = useState("");
  const [troubled, setTroubled] = useState(false);
  const tags = useTags(props);
  const direction = useDirections(desk, tags);
  const named = useMemo(
    () =>
      searchNames(
        tags.filter((tag) => chosen === null || tag.equipment === chosen),
        text,
        (tag) => ({ ...tag, id: tag.tag }),
      ),
    [tags, chosen, text],
  );
  const shown = troubled ? named.filter((tag) => isTroubled(props, tag)) : named;
  const { body, measure, first, end } = useTableWindow(shown.length, HEIGHTS);
  const trends = addressOf("trends", { tag: shown.slice(0, MOST_TAGS).map(({ tag }) => tag) });
  return (
    <section class="pane hazard-tags-pane" aria-label={say("hazardTags")}>
      <div class="pane-head">
        <h3>{say("hazardTags")}</h3>
        <span class="muted" data-testid="tags-shown">
          {shown.length}/{tags.length}
        </span>
        <input
          type="search"
          class="hazard-search"
          aria-label={say("tagSearch")}
          placeholder={say("tagSearch")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          data-testid="tag-search"
        />
        {chosen !== null && (
          <button type="button" class="chip" onClick={() => choose(null)} data-testid="all-tags">
            × {name(park.equipment.get(chosen) ?? { name: chosen })}
          </button>
        )}
        <button
          type="button"
          aria-pressed={troubled}
          onClick={() => setTroubled(!troubled)}
          data-testid="troubled-tags"
        >
          {say("onlyTroubledTags")}
        </button>
        {shown.length > 0 && (
          <AddressLink desk={desk} address={trends} testid="tags-trends">
            {say("trendsOfTags", { count: Math.min(shown.length, MOST_TAGS) })}
          </AddressLink>
        )}
      </div>
      <div
        ref={body}
        class="hazard-tag-rows"
        onScroll={measure}
        tabIndex={0}
        role="region"
        aria-label={say("hazardTags")}
        data-testid="tag-rows"
      >
        <table
          class="hazard-tag-table"
          aria-label={say("hazardTags")}
          aria-rowcount={shown.length + 1}
        >
          <thead>
            <tr>
              <th scope="col">{say("columnTag")}</th>
              <th scope="col" class="cell-strip">
                {say("limits")}
              </th>
              <th scope="col" class="number cell-now">
                {say("columnValue")}
              </th>
              <th scope="col" class="cell-quality">
                {say("quality")}
              </th>
              <th scope="col" class="cell-tag-alarm">
                {say("alarms")}
              </th>
            </tr>
          </thead>
          <tbody>
            <Space rows={first} columns={COLUMNS} row={HEIGHTS.row} />
            {shown.slice(first, end).map((tag, place) => (
              <HazardTag
                key={tag.tag}
                desk={desk}
                park={park}
                tag={tag}
                index={first + place}
                direction={direction(tag)}
              />
            ))}
            <Space rows={shown.length - end} columns={COLUMNS} row={HEIGHTS.row} />
          </tbody>
        </table>
        {shown.length === 0 && (
          <p class="empty">{say(tags.length === 0 ? "wallNoTags" : "noTagsMatch")}</p>
        )}
      </div>
    </section>
  );
}

/** In alarm, stale, or not of good quality. */
function isTroubled({ desk }: TagsProps, tag: Tag): boolean {
  const { worst, stale, row } = readTag(desk, tag);
  return worst !== null || stale || row.quality !== "good";
}
