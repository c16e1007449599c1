/**
 * Right: everything about the selected alarm or tag without a further click, in the order in which
 * an operator asks: how bad and where, what to do and whom to call, is it real, what is around it,
 * why; and at the foot, acknowledge.
 */
import type { Desk } from "../desk";
import { addressOf } from "../state/address";
import { redundantOf } from "../state/evidence";
import type { AlarmRow } from "../wire/frames";
import type { Park, Tag } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatNear } from "../words/time";
import { ActionPanel } from "./action_panel";
import { AddressLink } from "./address_link";
import { lookOf } from "./alarm_row";
import { Badge } from "./badge";
import { sayCondition } from "./condition";
import { ConditionsOfTag } from "./conditions_of_tag";
import { Fact } from "./fact";
import { GatewayLedger } from "./gateway_ledger";
import { HandlingLine } from "./handling_line";
import { HoldFacts } from "./hold_facts";
import { useSpeech } from "./language";
import { LimitBar } from "./limit_bar";
import { LineFacts } from "./line_facts";
import { PlaceFacts, WhereFacts } from "./place_facts";
import { decimalsOfTag, readTag } from "./reading";
import { RecordFacts, TimeToRespond } from "./record_facts";
import { TagList } from "./tag_list";
import { Timeline } from "./timeline";
import { Trend } from "./trend";
import { Votes } from "./votes";

export function Detail({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const alarm = desk.selectedAlarm;
  const tag = park.tags.get(desk.selection.tag ?? "") ?? null;
  return (
    <section id="detail" class="pane detail" tabIndex={-1} data-testid="tag-detail">
      {!alarm && !tag && <p class="empty">{say("choose")}</p>}
      {(alarm || tag) && (
        <>
          <div class="pane-body">
            {alarm && <AlarmHead desk={desk} park={park} alarm={alarm} />}
            {alarm && <HoldFacts desk={desk} alarm={alarm} />}
            {alarm && <LineFacts desk={desk} park={park} alarm={alarm} />}
            {alarm && <ConditionsOfTag desk={desk} park={park} source={alarm.source} alarm={alarm} />}
            {tag && <TagDetail desk={desk} park={park} tag={tag} alarm={alarm} />}
            {!tag && alarm && <PlaceFacts park={park} alarm={alarm} tag={null} />}
            {!tag && alarm && <Votes desk={desk} park={park} source={alarm.source} />}
            {alarm && <RecordFacts alarm={alarm} />}
            <WhereFacts desk={desk} park={park} alarm={alarm} tag={tag} />
            {alarm && park.gateways.has(alarm.source) && <GatewayLedger gateway={alarm.source} />}
            {alarm && <HandlingLine key={alarm.id} desk={desk} alarm={alarm} />}
            {alarm && <Timeline desk={desk} alarm={alarm} />}
            {alarm && !isLater(alarm) && <AlarmTimes desk={desk} alarm={alarm} />}
          </div>
          {alarm && <ActionPanel key={alarm.id} desk={desk} alarm={alarm} />}
        </>
      )}
    </section>
  );
}

function AlarmHead({ desk, park, alarm }: { desk: Desk; park: Park; alarm: AlarmRow }) {
  const near = (instant: number) => formatNear(instant, desk.now);
  const speech = useSpeech();
  const { named, say, pick } = speech;
  const tag = park.tags.get(alarm.source);
  const decimals = tag ? decimalsOfTag(tag) : decimalsFor(null, null, [alarm.limit]);
  return (
    <div class="alarm-head">
      <div class="alarm-head-line">
        <Badge priority={alarm.priority} look={lookOf(alarm)} />
        <h2>{sayCondition(speech, park, alarm.source, alarm.condition)}</h2>
        <span class="chip">{named("state", alarm.state)}</span>
        {alarm.held && <span class="chip">{named("held", alarm.held)}</span>}
        {alarm.marks.map((mark) => (
          <span key={mark} class="chip chip-warning">
            {named("mark", mark)}
          </span>
        ))}
      </div>
      <p class="alarm-message">{pick(alarm.message)}</p>
      <TimeToRespond desk={desk} alarm={alarm} />
      <dl class="facts facts-pairs">
        {alarm.raised_at !== null && <Fact word={say("raisedAt")}>{near(alarm.raised_at)}</Fact>}
        {alarm.value !== null && (
          <Fact word={say("valueRaised")}>
            {formatNumber(alarm.value, decimals)} {alarm.unit}
          </Fact>
        )}
        {alarm.returned_at !== null && (
          <Fact word={say("returnedAt")}>{near(alarm.returned_at)}</Fact>
        )}
      </dl>
      {isLater(alarm) && <AlarmTimes desk={desk} alarm={alarm} />}
    </div>
  );
}

/** By the source's clock and by the platform's; said at once where the two are apart. */
function AlarmTimes({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const { say, duration } = useSpeech();
  const { source, received } = alarm.times;
  const near = (instant: number) => formatNear(instant, desk.now);
  return (
    <dl class="facts facts-pairs">
      {source !== null && <Fact word={say("sourceTime")}>{near(source)}</Fact>}
      {received !== null && (
        <Fact word={say("receivedTime")}>
          {near(received)}
          {isLater(alarm) && ` (+${duration(received - source!)})`}
        </Fact>
      )}
    </dl>
  );
}

/** Above this the two clocks differ enough to be pointed out. */
const APART_MS = 5_000;

function isLater({ times }: AlarmRow): boolean {
  return (
    times.source !== null && times.received !== null && times.received - times.source > APART_MS
  );
}

interface TagDetailProps {
  desk: Desk;
  park: Park;
  tag: Tag;
  alarm: AlarmRow | null;
}

function TagDetail({ desk, park, tag, alarm }: TagDetailProps) {
  const { say } = useSpeech();
  return (
    <>
      <TagValue desk={desk} tag={tag} />
      {!alarm && <ConditionsOfTag desk={desk} park={park} source={tag.tag} alarm={null} />}
      <h3 class="trend-head">
        {say("trend30")}{" "}
        <AddressLink
          desk={desk}
          address={addressOf("trends", { tag: [tag.tag] })}
          testid="open-trends"
        >
          {say("openInTrends")}
        </AddressLink>
      </h3>
      <Trend key={tag.tag} desk={desk} tag={tag} />
      <PlaceFacts park={park} alarm={alarm} tag={tag} />
      <Votes desk={desk} park={park} source={tag.tag} />
      <Neighbours desk={desk} park={park} tag={tag} />
    </>
  );
}

/** What measures the same first, then what else there is at the equipment. */
function Neighbours({ desk, park, tag }: { desk: Desk; park: Park; tag: Tag }) {
  const { say, name } = useSpeech();
  const redundant = redundantOf(park, tag);
  const shown = new Set([tag, ...redundant]);
  const siblings = (park.tagsOf.get(tag.equipment) ?? []).filter((other) => !shown.has(other));
  return (
    <div class="neighbours" data-testid="neighbours">
      {redundant.length > 0 && (
        <>
          <h3>{say("redundant")}</h3>
          <TagList desk={desk} tags={redundant} />
        </>
      )}
      {siblings.length > 0 && (
        <>
          <h3>
            {say("siblings")}{" "}
            <span class="muted">
              {name(park.equipment.get(tag.equipment) ?? { name: tag.equipment })}
            </span>
          </h3>
          <TagList desk={desk} tags={siblings} />
        </>
      )}
    </div>
  );
}

function TagValue({ desk, tag }: { desk: Desk; tag: Tag }) {
  const { say, name, named, duration } = useSpeech();
  const reading = readTag(desk, tag);
  const { row } = reading;
  const marks = row.marks.filter((mark) => mark !== "stale");
  return (
    <div class={reading.stale ? "tag-now is-stale" : "tag-now"}>
      <div class="tag-reading">
        <p>
          <strong class={reading.worst ? `edge-${reading.worst}` : ""} data-testid="tag-value">
            {reading.text}
          </strong>{" "}
          <span class="tag-unit">{tag.unit}</span>
        </p>
        <div class="tag-marks">
          <p class="tag-title" title={name(tag)}>
            <b>{tag.tag}</b> {name(tag)}
          </p>
          <span class={`chip ${row.quality === "good" ? "" : "chip-warning"}`}>
            {say("quality")} {named("quality", row.quality)}
          </span>
          {reading.stale && (
            <span class="chip chip-stale">
              {say("stale")} {reading.age === null ? "" : duration(reading.age)}
            </span>
          )}
          {marks.map((mark) => (
            <span key={mark} class="chip chip-warning">
              {named("mark", mark)}
            </span>
          ))}
          {row.t !== null && <span class="muted">{formatNear(row.t, desk.now)}</span>}
        </div>
      </div>
      <LimitBar tag={tag} reading={reading} />
      {row.t !== null && row.received !== null && row.received - row.t > APART_MS && (
        <p class="tag-times muted">
          {say("sourceTime")} {formatNear(row.t, desk.now)} · {say("receivedTime")}{" "}
          {formatNear(row.received, desk.now)}
        </p>
      )}
    </div>
  );
}
