/** The tags that a gateway brings: which are stale, which were never heard, each with its value. */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import type { TagEvidence } from "../../state/connection_evidence";
import { countStandings, joinTags, sortTags, standingOf } from "../../state/gateway_tags";
import { readGatewayTags } from "../../wire/gateways";
import type { Gateway, Park } from "../../wire/plant";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { readTag } from "../reading";
import { useReadAgain } from "./reading_again";

const EVERY_MS = 10_000;

/** Rows that are shown before somebody asks for all. */
const FIRST_ROWS = 50;

export function GatewayTags({ desk, park, gateway }: { desk: Desk; park: Park; gateway: Gateway }) {
  const { say } = useSpeech();
  const [troubled, setTroubled] = useState(false);
  const { value, failed, again } = useReadAgain(
    gateway.id,
    () => readGatewayTags(gateway.id),
    EVERY_MS,
  );
  const stream = desk.conversation.streams.tags;
  const tags = useMemo(() => {
    const own = (value ?? []).filter(({ expected }) => expected);
    return sortTags(joinTags(own, park, stream.rows));
  }, [value, park, stream, stream.version]);
  const counts = countStandings(tags);
  const shown = tags.filter(({ now }) => !troubled || standingOf(now) !== "fresh");
  return (
    <section data-testid="gateway-tags">
      <div class="section-head">
        <h3>{say("gatewayTags")}</h3>
        {value && (
          <span data-testid="gateway-tag-count">
            {say("gatewayTagsCount", { tags: tags.length, ...counts })}
          </span>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={troubled}
            onChange={(event) => setTroubled(event.currentTarget.checked)}
          />{" "}
          {say("onlyTroubled")}
        </label>
      </div>
      {value === null && <Unread failed={failed} again={again} />}
      {value && tags.length === 0 && <p class="muted">{say("noTagsOfGateway")}</p>}
      {shown.length > 0 && <TagTable desk={desk} park={park} tags={shown} />}
    </section>
  );
}

/** What is said while nothing was read. */
export function Unread({ failed, again }: { failed: boolean; again: () => void }) {
  const { say } = useSpeech();
  if (!failed) return <p class="muted">{say("loading")}</p>;
  return (
    <p>
      {say("notLoaded")}{" "}
      <button type="button" onClick={again}>
        {say("tryAgain")}
      </button>
    </p>
  );
}

interface TagTableProps {
  desk: Desk;
  park: Park;
  tags: readonly TagEvidence[];
}

function TagTable({ desk, park, tags }: TagTableProps) {
  const { say } = useSpeech();
  const [all, setAll] = useState(false);
  const shown = all ? tags : tags.slice(0, FIRST_ROWS);
  return (
    <>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{say("columnTag")}</th>
            <th scope="col">{say("columnCalled")}</th>
            <th scope="col" class="number">
              {say("columnValue")}
            </th>
            <th scope="col">{say("columnQuality")}</th>
            <th scope="col">{say("columnReceived")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <TagLine key={line.tag} desk={desk} park={park} line={line} />
          ))}
        </tbody>
      </table>
      {shown.length < tags.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {say("showAllRows", { count: tags.length })}
        </button>
      )}
    </>
  );
}

function TagLine({ desk, park, line }: { desk: Desk; park: Park; line: TagEvidence }) {
  const { say, name, named, duration } = useSpeech();
  const tag = park.tags.get(line.tag)!;
  const reading = readTag(desk, tag);
  const standing = standingOf(line.now);
  return (
    <tr data-testid="gateway-tag" data-standing={standing}>
      <td class="breakable">
        <b>{tag.tag}</b> <small class="muted">{name(tag)}</small>
      </td>
      <td class="breakable">{line.called}</td>
      <td class={`number ${reading.stale ? "is-stale" : ""}`}>
        <span class="value">{reading.text}</span> <small>{tag.unit}</small>
      </td>
      <td>
        {standing === "stale" ? (
          <span class="chip chip-stale">
            {say("stale")} {reading.age === null ? "" : duration(reading.age)}
          </span>
        ) : (
          <span class={line.now.quality === "good" ? "" : "chip chip-warning"}>
            {named("quality", line.now.quality)}
          </span>
        )}
      </td>
      <td>{line.now.received === null ? "—" : formatNear(line.now.received, desk.now)}</td>
    </tr>
  );
}
