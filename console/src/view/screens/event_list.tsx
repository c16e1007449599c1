/** The alarm events of the picture as a list to step through by keys; the cursor goes along. */
import { useMemo, useRef } from "preact/hooks";
import { placeAfter } from "../../state/trend_events";
import { numeralOf } from "../../state/trend_lines";
import type { Park } from "../../wire/plant";
import type { JournalRow } from "../../wire/rest";
import { formatNear } from "../../words/time";
import { Badge } from "../badge";
import { sayAlarm } from "../condition";
import { useSpeech } from "../language";
import { sayEvent, sayValue } from "./event_words";
import type { Events } from "./trend_readings";

interface EventListProps {
  park: Park;
  events: Events;
  again: () => void;
  /** In the order of their lines. */
  tags: readonly string[];
  chosen: number | null;
  choose: (event: JournalRow) => void;
  now: number;
}

export function EventList({ park, events, again, tags, chosen, choose, now }: EventListProps) {
  const { say, language } = useSpeech();
  const list = useRef<HTMLOListElement>(null);
  const { state, more } = events;
  // As in every list of what happened.
  const rows = useMemo(() => [...events.rows].reverse(), [events]);
  const day = Math.floor(now / 86_400_000);
  // Hundreds of rows that rarely change: made anew only when they do.
  const items = useMemo(
    () =>
      rows.map((row) => (
        <EventItem
          key={row.seq}
          park={park}
          row={row}
          place={tags.indexOf(row.source)}
          chosen={row.seq === chosen}
          choose={choose}
          now={now}
        />
      )),
    [rows, chosen, language, park, tags.join("\n"), day],
  );
  const press = (event: KeyboardEvent) => {
    const place = rows.findIndex(({ seq }) => seq === chosen);
    const next = placeAfter(event.key, place < 0 ? null : place, rows.length);
    if (next === null) return;
    event.preventDefault();
    choose(rows[next]!);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <section class="pane event-pane" aria-label={say("trendEvents")}>
      <div class="pane-head">
        <h2>{say("trendEvents")}</h2>
        {rows.length > 0 && <span class="muted">{rows.length}</span>}
        <small class="muted">{say("trendEventsHint")}</small>
      </div>
      <div class="pane-body">
        {more && <p class="muted event-note">{say("trendMoreEvents", { count: rows.length })}</p>}
        {state === "failed" && (
          <p class="event-note">
            {say("notLoaded")}{" "}
            <button type="button" onClick={again}>
              {say("tryAgain")}
            </button>
          </p>
        )}
        {state === "ready" && rows.length === 0 && (
          <p class="muted event-note">{say("trendNoEvents")}</p>
        )}
        <ol
          ref={list}
          class="event-list"
          role="listbox"
          tabIndex={0}
          aria-label={say("trendEvents")}
          aria-activedescendant={chosen === null ? undefined : `event-${chosen}`}
          onKeyDown={press}
          data-testid="event-list"
        >
          {items}
        </ol>
      </div>
    </section>
  );
}

interface EventItemProps {
  park: Park;
  row: JournalRow;
  /** Of the tag's line. */
  place: number;
  chosen: boolean;
  choose: (event: JournalRow) => void;
  now: number;
}

function EventItem({ park, row, place, chosen, choose, now }: EventItemProps) {
  const speech = useSpeech();
  const { named } = speech;
  return (
    <li
      id={`event-${row.seq}`}
      role="option"
      aria-selected={chosen}
      class={chosen ? "event-item is-chosen" : "event-item"}
      title={sayEvent(speech, park, row)}
      onClick={() => choose(row)}
      data-testid="event-item"
    >
      <time>{formatNear(row.at, now)}</time>
      <b>{named("event", row.event)}</b>
      {row.event === "raised" ? <Badge priority={row.priority} /> : <span />}
      <span class="ellipsis event-what">
        {place >= 0 && numeralOf(place)} {sayAlarm(speech, park, row.alarm)}
      </span>
      <small class="muted ellipsis">
        {row.event === "acknowledged" ? named("actor", row.actor) : sayValue(park, row)}
      </small>
    </li>
  );
}
