/**
 * A record on the board: how bad, what, whose, who has it and until when, what last happened. A link,
 * so that it may be opened beside another.
 */
import type { Desk } from "../../desk";
import { addressOf, writeAddress } from "../../state/address";
import { writeQuery, type HandlingFilter } from "../../state/handling_board";
import type { HandlingEntry, HandlingRow } from "../../wire/handling";
import type { Park } from "../../wire/plant";
import { formatNear } from "../../words/time";
import { Badge } from "../badge";
import { useSpeech } from "../language";
import { RecordClock } from "./clock";
import { nameEnterprise, nameHazard, sayActor, sayContent, saySide } from "./telling";

export function cardId(record: number): string {
  return `handling-${record}`;
}

export interface CardProps {
  desk: Desk;
  park: Park;
  row: HandlingRow;
  newest: HandlingEntry | undefined;
  filter: HandlingFilter;
  chosen: boolean;
  /** Whether Tab comes to it; the others are reached by the arrows. */
  reached: boolean;
  now: number;
}

export function Card({ desk, park, row, newest, filter, chosen, reached, now }: CardProps) {
  const speech = useSpeech();
  const { pick, named } = speech;
  const query = writeQuery(filter, row.id);
  const source = row.alarm.slice(0, row.alarm.lastIndexOf(":"));
  const place = [source, nameHazard(speech, park, row)].filter(Boolean).join(" · ");
  const enterprise = nameEnterprise(speech, park, row);
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    desk.show(query);
    // By Enter: whoever works by keyboard wants to be where it opens.
    if (event.detail === 0) requestAnimationFrame(() => document.getElementById("record")?.focus());
  };
  return (
    <a
      id={cardId(row.id)}
      class={`card-record ${row.drill ? "card-drill" : ""}`}
      href={writeAddress(addressOf("handling", query))}
      aria-current={chosen ? "true" : undefined}
      tabIndex={reached ? 0 : -1}
      onClick={open}
      data-testid="handling-card"
      data-record={row.id}
    >
      <span class="card-line">
        <Badge priority={row.priority} />
        {row.drill && <span class="chip chip-stale">{speech.say("handlingDrill")}</span>}
        {row.finding && <span class="chip">{named("handlingFinding", row.finding)}</span>}
        <span class="card-number">#{row.id}</span>
      </span>
      <b class="card-title" title={pick(row.name)}>
        {pick(row.name)}
      </b>
      <span class="card-place ellipsis" title={place}>
        {place}
      </span>
      <span class="card-place ellipsis" title={enterprise}>
        {enterprise}
      </span>
      {row.turn && (
        <span class="card-line">
          <b>{saySide(speech, row.turn)}</b>
          <RecordClock row={row} now={now} />
        </span>
      )}
      <Marks row={row} />
      {newest && (
        <span class="card-newest" title={sayContent(speech, newest)}>
          {formatNear(newest.at, now)} {named("handlingHappening", newest.happening)}{" "}
          {sayActor(speech, newest)} {sayContent(speech, newest)}
        </span>
      )}
    </a>
  );
}

/** What is noted beside the steps, where there is any of it. */
function Marks({ row }: { row: HandlingRow }) {
  const { say } = useSpeech();
  const marks = [
    row.park_signed && `${say("handlingParkSigned")} ${row.park_signed.by}`,
    row.activations > 1 && say("handlingActivations", { count: row.activations }),
    row.calls > 0 && say("handlingCalls", { count: row.calls }),
    row.attachments > 0 && say("handlingFiles", { count: row.attachments }),
  ].filter(Boolean);
  return marks.length > 0 ? <span class="card-marks">{marks.join(" · ")}</span> : null;
}
