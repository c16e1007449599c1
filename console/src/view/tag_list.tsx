/** Tags in a column, each with its value, its place among the limits, and its quality. */
import type { Desk } from "../desk";
import type { Tag } from "../wire/plant";
import { LimitStrip } from "./limit_bar";
import { useSpeech } from "./language";
import { readTag } from "./reading";

export function TagList({ desk, tags }: { desk: Desk; tags: readonly Tag[] }) {
  return (
    <ul class="tag-list">
      {tags.map((tag) => (
        <TagItem key={tag.tag} desk={desk} tag={tag} />
      ))}
    </ul>
  );
}

function TagItem({ desk, tag }: { desk: Desk; tag: Tag }) {
  const { say, name, named, duration } = useSpeech();
  const reading = readTag(desk, tag);
  const { quality } = reading.row;
  const doubt = reading.stale
    ? `${say("stale")} ${reading.age === null ? "" : duration(reading.age)}`
    : quality === "good"
      ? ""
      : named("quality", quality);
  return (
    <li>
      <button
        type="button"
        class={`tag-item ${reading.stale ? "is-stale" : ""} ${desk.selection.tag === tag.tag ? "is-chosen" : ""}`}
        onClick={() => desk.selectTag(tag.tag)}
        data-testid="tag-item"
      >
        <span class="tag-id">{tag.tag}</span>
        <span class={`tag-value ${reading.worst ? `edge-${reading.worst}` : ""}`}>
          {reading.text} <small>{tag.unit}</small>
        </span>
        <span class="tag-name">{name(tag)}</span>
        {doubt ? (
          <span class="tag-doubt">{doubt}</span>
        ) : (
          <LimitStrip tag={tag} reading={reading} />
        )}
      </button>
    </li>
  );
}
