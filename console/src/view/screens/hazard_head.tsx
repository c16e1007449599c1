/** The head of a hazard's page: what and whose it is, its level, how much stands, how much is heard. */
import type { Desk } from "../../desk";
import { addressOf } from "../../state/address";
import { wantsAcknowledgement, worse } from "../../state/alarms";
import { NO_FILTER } from "../../state/filter";
import { rateOf } from "../../state/online_rate";
import type { AlarmRow, HazardRow, Priority } from "../../wire/frames";
import { formatIndex } from "../../words/grading_text";
import { AddressLink } from "../address_link";
import { Badge } from "../badge";
import { useSpeech } from "../language";
import { LevelMark } from "../level_mark";
import type { HazardProps } from "./hazard_page";

interface HeadProps extends HazardProps {
  alarms: readonly AlarmRow[];
}

export function HazardHead({ desk, park, hazard, alarms }: HeadProps) {
  const { say, name } = useSpeech();
  const enterprise = park.enterprises.get(hazard.enterprise);
  const row = desk.conversation.streams.hazards.rows.get(hazard.id) ?? hazard.now;
  return (
    <header class="hazard-top">
      <AddressLink desk={desk} address={addressOf("hazards")} testid="back-to-hazards">
        {say("backToHazards")}
      </AddressLink>
      <LevelMark hazard={hazard} />
      <h2 title={hazard.id}>{name(hazard)}</h2>
      {enterprise && <span class="hazard-owner">{name(enterprise)}</span>}
      {hazard.grading?.r != null && <span>R {formatIndex(hazard.grading.r)}</span>}
      <Standing desk={desk} alarms={alarms} />
      {row && <Heard row={row} />}
      <button
        type="button"
        onClick={() =>
          desk.overview.ask({ ...NO_FILTER, hazard: hazard.id, enterprise: hazard.enterprise })
        }
        data-testid="on-overview"
      >
        {say("alarmsOnOverview")}
      </button>
    </header>
  );
}

function Standing({ desk, alarms }: { desk: Desk; alarms: readonly AlarmRow[] }) {
  const { say } = useSpeech();
  if (desk.conversation.streams.alarms.version === 0) return null;
  const waiting = alarms.filter(wantsAcknowledgement).length;
  const worst = alarms.reduce<Priority | null>(
    (found, { priority }) => worse(found, priority),
    null,
  );
  if (worst === null) return <span class="muted">{say("wallNoAlarm")}</span>;
  return (
    <span class="hazard-standing">
      <Badge priority={worst} look={waiting > 0 ? "calling" : "steady"} />{" "}
      {say("alarmsCount", { count: alarms.length })}
      {waiting > 0 && <b> {say("moreUnacknowledged", { count: waiting })}</b>}
    </span>
  );
}

function Heard({ row }: { row: HazardRow }) {
  const { say } = useSpeech();
  const rate = rateOf(row);
  return (
    <span data-testid="hazard-heard">
      {rate === null
        ? say("wallNoTags")
        : `${say("onlineRate")} ${rate.toFixed(1)} % (${row.online}/${row.tags})`}
      {row.stale > 0 && ` · ${say("staleTags", { count: row.stale })}`}
    </span>
  );
}
