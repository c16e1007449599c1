/** What is filed and being handled at a hazard: stops that concern it, and open handling records. */
import { addressOf } from "../../state/address";
import type { FiledStop, StopState } from "../../wire/filed_stops";
import type { AlarmRow } from "../../wire/frames";
import { readOpenOf, type HandlingRow } from "../../wire/handling";
import { Refusal } from "../../wire/rest";
import { formatDayMinute } from "../../words/time";
import { AddressLink } from "../address_link";
import { Badge } from "../badge";
import { RecordClock } from "../handling/clock";
import { useSpeech } from "../language";
import { sayNextStep } from "../stop_words";
import { useStops } from "../use_stops";
import type { HazardProps } from "./hazard_page";
import { useNews, useReadAgain, type Known } from "./reading_again";

const EVERY_MS = 10_000;

/** States in which a stop is still to come or in force. */
const AHEAD: ReadonlySet<StopState> = new Set(["requested", "approved", "in_force"]);

/** The open records; none where the platform keeps none, as in a replay. */
async function readHandling(hazard: string): Promise<HandlingRow[]> {
  try {
    return await readOpenOf(hazard);
  } catch (error) {
    if (error instanceof Refusal && error.kind === "unavailable") return [];
    throw error;
  }
}

interface RecordsProps extends HazardProps {
  alarms: readonly AlarmRow[];
}

/** The open records, read again also when other alarms stand: each grave one brings a record. */
function useHandling({ hazard, alarms }: RecordsProps): Known<HandlingRow[]> {
  const handling = useReadAgain(hazard.id, () => readHandling(hazard.id), EVERY_MS);
  useNews(alarms.map(({ id }) => id).join(" "), handling.again);
  return handling;
}

export function HazardRecords(props: RecordsProps) {
  const { desk, hazard } = props;
  const { say } = useSpeech();
  const [{ stops, state }] = useStops(desk);
  const handling = useHandling(props);
  const own = stops?.filter((stop) => AHEAD.has(stop.state) && stop.covers.includes(hazard.id));
  return (
    <section class="pane" aria-label={say("hazardRecords")} data-testid="hazard-records">
      <div class="pane-head">
        <h3>{say("hazardRecords")}</h3>
      </div>
      <div class="hazard-facts">
        {(state === "failed" || handling.failed) && <p role="status">{say("notLoaded")}</p>}
        {own?.map((stop) => (
          <Stop key={stop.id} {...props} stop={stop} />
        ))}
        {own?.length === 0 && <p class="muted">{say("noStopsHere")}</p>}
        {handling.value?.map((record) => (
          <HandlingRecord key={record.id} {...props} record={record} />
        ))}
        {handling.value?.length === 0 && <p class="muted">{say("noHandlingHere")}</p>}
      </div>
    </section>
  );
}

function Stop({ desk, stop }: HazardProps & { stop: FiledStop }) {
  const speech = useSpeech();
  const { named, pick, say } = speech;
  return (
    <p class="hazard-record" data-testid="hazard-stop">
      <span class="chip">{named("stopState", stop.state)}</span>{" "}
      <AddressLink desk={desk} address={addressOf("stops", { id: [stop.id] })} testid="stop-link">
        {stop.id}
      </AddressLink>{" "}
      {pick(stop.label)} · {say("stopPoints", { count: stop.points })}
      <small class="muted">
        {formatDayMinute(stop.from)} – {formatDayMinute(stop.until)} {sayNextStep(speech, desk, stop)}
      </small>
    </p>
  );
}

function HandlingRecord({ desk, record }: HazardProps & { record: HandlingRow }) {
  const { named, pick, say } = useSpeech();
  const address = addressOf("handling", { id: [String(record.id)] });
  return (
    <p class="hazard-record" data-testid="hazard-handling">
      <Badge priority={record.priority} />{" "}
      <AddressLink desk={desk} address={address} testid="handling-link">
        {`${say("handlingRecord")} #${record.id}`}
      </AddressLink>{" "}
      {pick(record.name)} · {named("handlingColumn", record.next ?? "closed")}{" "}
      {record.next !== null && <RecordClock row={record} now={desk.shownTime} />}
    </p>
  );
}
