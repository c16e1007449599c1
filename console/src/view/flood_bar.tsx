/**
 * The bar of an alarm flood that goes on: since when, how many, with what it began, where. It is calm:
 * colour and sound belong to the alarms. A screen reader is told when it begins and when it is over,
 * not each time that it grows.
 */
import { useRef } from "preact/hooks";
import type { Desk } from "../desk";
import { toggleHazard } from "../state/filter";
import { shareOut, tellFlood, type Told } from "../state/flood";
import type { Flood } from "../wire/frames";
import type { Park } from "../wire/plant";
import { formatNear } from "../words/time";
import { AlarmLink } from "./alarm_link";
import { useSpeech } from "./language";

export function FloodBar({ desk, park }: { desk: Desk; park: Park }) {
  const { flood } = desk.conversation;
  return (
    <>
      {flood && <Bar desk={desk} park={park} flood={flood} />}
      <Announcement desk={desk} flood={flood} />
    </>
  );
}

function Bar({ desk, park, flood }: { desk: Desk; park: Park; flood: Flood }) {
  const { say, named } = useSpeech();
  const near = (instant: number) => formatNear(instant, desk.now);
  return (
    <section class="flood-bar" aria-label={say("flood")} data-testid="flood-bar">
      <strong>{say("flood")}</strong>
      <span>{say("sinceTime", { time: near(flood.since) })}</span>
      <span data-testid="flood-recent">
        {say("floodRecent")} <strong>{flood.recent}</strong>
      </span>
      <span>
        {say("floodAll")} <strong>{flood.alarms}</strong>
      </span>
      <span>
        {named("mark", "first_out")}{" "}
        <AlarmLink desk={desk} park={park} id={flood.first} testid="flood-first" />{" "}
        {near(flood.began)}
      </span>
      <Places desk={desk} park={park} flood={flood} />
    </section>
  );
}

function Places({ desk, park, flood }: { desk: Desk; park: Park; flood: Flood }) {
  const { say, name } = useSpeech();
  const { named, others } = shareOut(flood, (hazard) => park.hazards.has(hazard));
  return (
    <span class="flood-places">
      {named.map(({ hazard, count }) => (
        <button
          key={hazard}
          type="button"
          class="link"
          aria-pressed={desk.overview.filter.hazard === hazard}
          onClick={() => desk.overview.ask(toggleHazard(desk.overview.filter, park.hazards.get(hazard)!))}
          data-testid="flood-hazard"
        >
          {name(park.hazards.get(hazard)!)} {count}
        </button>
      ))}
      {others > 0 && <span>{say("floodElsewhere", { count: others })}</span>}
    </span>
  );
}

function Announcement({ desk, flood }: { desk: Desk; flood: Flood | null }) {
  const { say } = useSpeech();
  const told = useRef<Told | null>(null);
  told.current = tellFlood(told.current, flood);
  const { current } = told;
  return (
    <p class="unseen" role="status" data-testid="flood-told">
      {current &&
        (current.over
          ? say("floodOver")
          : `${say("flood")} ${say("sinceTime", { time: formatNear(current.since, desk.now) })}`)}
    </p>
  );
}
