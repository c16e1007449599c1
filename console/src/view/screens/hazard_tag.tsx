/** One tag of a hazard: its value against LL, L, H and HH, which way it goes, how far it can be believed. */
import type { Desk } from "../../desk";
import { addressOf } from "../../state/address";
import { stands } from "../../state/alarms";
import type { Direction } from "../../state/direction";
import { conditionsOf } from "../../state/folding";
import type { Equipment, Park, Tag } from "../../wire/plant";
import { formatNumber } from "../../words/number";
import { AddressLink } from "../address_link";
import { lookOf } from "../alarm_row";
import { Badge } from "../badge";
import { sayCondition } from "../condition";
import { useSpeech, type Speech } from "../language";
import { levelsOf, LimitStrip } from "../limit_bar";
import { decimalsOfTag, isSwitch, readTag, type Reading } from "../reading";

const ARROWS: Readonly<Record<Direction, string>> = { rising: "↑", falling: "↓", level: "→" };

interface TagProps {
  desk: Desk;
  park: Park;
  tag: Tag;
  index: number;
  /** Null: not known. */
  direction: Direction | null;
}

export function HazardTag({ desk, park, tag, index, direction }: TagProps) {
  const { name } = useSpeech();
  const reading = readTag(desk, tag);
  const about = sayAbout(name, tag, park.equipment.get(tag.equipment));
  return (
    <tr
      class={`hazard-tag ${reading.stale ? "is-stale" : ""}`}
      aria-rowindex={index + 2}
      data-testid="hazard-tag"
      data-tag={tag.tag}
    >
      <th scope="row">
        <AddressLink
          desk={desk}
          address={addressOf("trends", { tag: [tag.tag] })}
          testid="tag-trend"
        >
          {tag.tag}
        </AddressLink>
        <small class="ellipsis muted" title={about}>
          {about}
        </small>
      </th>
      <td class="cell-strip">
        <Limits tag={tag} reading={reading} />
      </td>
      <td class="number cell-now">
        <Value tag={tag} reading={reading} direction={direction} />
      </td>
      <td class="cell-quality">
        <Quality reading={reading} />
      </td>
      <td class="cell-tag-alarm">
        <TagAlarm desk={desk} park={park} tag={tag} />
      </td>
    </tr>
  );
}

/** What it measures, and at which equipment where its name does not say so. */
function sayAbout(name: Speech["name"], tag: Tag, equipment: Equipment | undefined): string {
  const own = name(tag);
  const place = equipment ? name(equipment) : "";
  return own.toLowerCase().startsWith(place.toLowerCase())
    ? own
    : [own, place].filter(Boolean).join(" · ");
}

/** The bar, and beneath it the same limits in digits. */
function Limits({ tag, reading }: { tag: Tag; reading: Reading }) {
  const levels = levelsOf(tag);
  const decimals = decimalsOfTag(tag);
  const text = levels
    .map(({ condition, limit }) => `${condition} ${formatNumber(limit, decimals)}`)
    .join("  ");
  return (
    <>
      {!isSwitch(tag) && <LimitStrip tag={tag} reading={reading} />}
      <small class="ellipsis muted" title={text}>
        {text}
      </small>
    </>
  );
}

function Value({ tag, reading, direction }: Pick<TagProps, "tag" | "direction"> & { reading: Reading }) {
  const { named } = useSpeech();
  return (
    <>
      {direction && !reading.stale && (
        <>
          <span class={`arrow arrow-${direction}`} aria-hidden="true">
            {ARROWS[direction]}
          </span>
          <span class="unseen">{named("direction", direction)}</span>
        </>
      )}{" "}
      <span class={`tag-value ${reading.worst ? `edge-${reading.worst}` : ""}`}>{reading.text}</span>{" "}
      <small>{tag.unit}</small>
    </>
  );
}

function Quality({ reading }: { reading: Reading }) {
  const { say, named, duration } = useSpeech();
  const marks = reading.row.marks.filter((mark) => mark !== "stale" && mark !== "simulated");
  return (
    <>
      {reading.stale ? (
        <span class="chip chip-stale">
          {say("stale")} {reading.age === null ? "" : duration(reading.age)}
        </span>
      ) : (
        <span class={reading.row.quality === "good" ? "" : "chip chip-warning"}>
          {named("quality", reading.row.quality)}
        </span>
      )}
      {marks.length > 0 && (
        <small class="ellipsis">{marks.map((mark) => named("mark", mark)).join(" · ")}</small>
      )}
    </>
  );
}

/** The worst that stands on it, and how much beside; leads to the alarm. */
function TagAlarm({ desk, park, tag }: Pick<TagProps, "desk" | "park" | "tag">) {
  const speech = useSpeech();
  const own = conditionsOf(desk.board.bySource, tag.tag).filter(stands);
  const [worst] = own;
  if (!worst) return null;
  return (
    <button
      type="button"
      class="tag-alarm"
      onClick={() => desk.openAlarm(worst.id)}
      data-testid="tag-alarm"
    >
      <Badge priority={worst.priority} look={lookOf(worst)} />{" "}
      {sayCondition(speech, park, worst.source, worst.condition)}
      {own.length > 1 && ` +${own.length - 1}`}
    </button>
  );
}
