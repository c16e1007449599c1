/**
 * Filed stops (报备停用): what is filed and how it stands, and beside it one of them, or the form for a
 * new one. Which of them stands in the address (`?id=`, `?state=`, `?new=1`).
 */
import type { Desk } from "../../desk";
import { STOP_STATES, type Person } from "../../state/filed_stops";
import type { Park } from "../../wire/plant";
import { formatInstant } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { StopDetail } from "../stop_detail";
import { StopForm } from "../stop_form";
import { StopList } from "../stop_list";
import { useStops, type Stops } from "../use_stops";
import type { ScreenProps } from "./screens";
import "../../style/stops.css";

export function StopsScreen({ desk, park }: ScreenProps) {
  const [stops, again] = useStops(desk);
  const { query } = desk.address;
  const state = STOP_STATES.find((known) => known === query.get("state")?.[0]) ?? null;
  const id = query.get("id")?.[0] ?? null;
  const writing = query.has("new") && stops.rules?.may_file === true;
  if (stops.state === "none" || stops.stops === null)
    return <Missing stops={stops} again={again} />;
  return (
    <main class="screen stops" data-testid="stops">
      <section class="pane stop-list">
        <Outdated stops={stops} again={again} />
        <StopList
          desk={desk}
          park={park}
          stops={stops.stops}
          state={state}
          chosen={writing ? null : id}
          mayFile={stops.rules?.may_file ?? false}
        />
      </section>
      <section class="pane stop-beside">
        {writing ? (
          <StopForm desk={desk} park={park} rules={stops.rules!} again={again} />
        ) : (
          <Chosen desk={desk} park={park} stops={stops} id={id} again={again} />
        )}
      </section>
    </main>
  );
}

interface ReadProps {
  stops: Stops;
  again: () => void;
}

const MISSING: Readonly<Record<Stops["state"], Word>> = {
  none: "stopsReplay",
  failed: "notLoaded",
  loading: "loading",
  ready: "stopsNone",
};

function Missing({ stops, again }: ReadProps) {
  const { say } = useSpeech();
  return (
    <main class="screen" data-testid="stops-missing">
      <p class="empty" role="status">
        {say(MISSING[stops.state])}{" "}
        {stops.state === "failed" && (
          <button type="button" onClick={again}>
            {say("tryAgain")}
          </button>
        )}
      </p>
    </main>
  );
}

function Outdated({ stops, again }: ReadProps) {
  const { say } = useSpeech();
  if (stops.state !== "failed") return null;
  return (
    <p class="stop-outdated" role="status" data-testid="stops-outdated">
      {say("stopsOld", { time: formatInstant(stops.at) })}{" "}
      <button type="button" onClick={again}>
        {say("tryAgain")}
      </button>
    </p>
  );
}

interface ChosenProps extends ReadProps {
  desk: Desk;
  park: Park;
  id: string | null;
}

function Chosen({ desk, park, stops, id, again }: ChosenProps) {
  const { say } = useSpeech();
  const stop = stops.stops?.find((one) => one.id === id);
  if (id === null) return <p class="empty">{say("stopChoose")}</p>;
  if (!stop) return <p class="empty">{say("stopUnknown", { id })}</p>;
  const person: Person = {
    user: desk.conversation.user,
    mayFile: stops.rules?.may_file ?? false,
    mayDecide: stops.rules?.may_decide ?? false,
  };
  return (
    <StopDetail
      key={id}
      desk={desk}
      park={park}
      stop={stop}
      person={person}
      again={again}
    />
  );
}
