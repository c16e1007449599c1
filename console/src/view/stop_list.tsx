/** The list of filed stops: by state, with counts; what has to be looked at soonest on top. */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { countStops, listStops, STOP_STATES } from "../state/filed_stops";
import type { FiledStop, StopState } from "../wire/filed_stops";
import type { Park } from "../wire/plant";
import { formatDayMinute } from "../words/time";
import type { Word } from "../words/words";
import { useSpeech } from "./language";
import { showStop, StopLink } from "./stop_link";
import { nameEnterprise, sayCovers, sayNextStep } from "./stop_words";

/** More are drawn when they are asked for: what is over grows for ever. */
const DRAWN = 100;

const COLUMNS: readonly Word[] = [
  "columnState",
  "stopNumber",
  "stopEnterprise",
  "stopCategory",
  "stopCovers",
  "stopFrom",
  "stopUntil",
  "columnLeft",
  "stopRequestedBy",
  "stopWorkOrder",
];

interface ListProps {
  desk: Desk;
  park: Park;
  stops: readonly FiledStop[];
  state: StopState | null;
  chosen: string | null;
  mayFile: boolean;
}

export function StopList({ desk, park, stops, state, chosen, mayFile }: ListProps) {
  const { say } = useSpeech();
  const shown = useMemo(() => listStops(stops, state), [stops, state]);
  return (
    <>
      <div class="pane-head">
        <h2>{say("screen_stops")}</h2>
        {mayFile && (
          <button
            type="button"
            class="stop-new"
            onClick={() => showStop(desk, { new: true })}
            data-testid="stop-new"
          >
            + {say("stopNew")}
          </button>
        )}
      </div>
      <StateTabs desk={desk} stops={stops} state={state} />
      <StopTable
        key={state ?? ""}
        desk={desk}
        park={park}
        stops={shown}
        chosen={chosen}
        none={stops.length === 0 ? "stopsNone" : "stopsNoneHere"}
      />
    </>
  );
}

function StateTabs({ desk, stops, state }: Pick<ListProps, "desk" | "stops" | "state">) {
  const { say, named } = useSpeech();
  const counts = useMemo(() => countStops(stops), [stops]);
  const tab = (one: StopState | null, word: string, count: number) => (
    <button
      key={one ?? "all"}
      type="button"
      role="tab"
      aria-selected={state === one}
      onClick={() => showStop(desk, { state: one })}
      data-testid={`stop-tab-${one ?? "all"}`}
    >
      {word} <span class="tab-count">{count}</span>
    </button>
  );
  return (
    <div class="tabs stop-tabs" role="tablist" aria-label={say("columnState")}>
      {tab(null, say("stopAll"), stops.length)}
      {STOP_STATES.map((one) => tab(one, named("stopState", one), counts[one]))}
    </div>
  );
}

interface TableProps {
  desk: Desk;
  park: Park;
  stops: readonly FiledStop[];
  chosen: string | null;
  none: Word;
}

function StopTable({ desk, park, stops, chosen, none }: TableProps) {
  const { say } = useSpeech();
  const [drawn, setDrawn] = useState(DRAWN);
  const rest = stops.length - drawn;
  return (
    <div class="stop-rows">
      <table class="stop-table">
        <thead>
          <tr>
            {COLUMNS.map((word) => (
              <th key={word} scope="col">
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stops.slice(0, drawn).map((stop) => (
            <StopRow
              key={stop.id}
              desk={desk}
              park={park}
              stop={stop}
              chosen={stop.id === chosen}
            />
          ))}
        </tbody>
      </table>
      {stops.length === 0 && <p class="empty">{say(none)}</p>}
      {rest > 0 && (
        <button type="button" class="more" onClick={() => setDrawn(drawn + DRAWN)}>
          {say("stopMoreRows", { count: Math.min(rest, DRAWN) })}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  desk: Desk;
  park: Park;
  stop: FiledStop;
  chosen: boolean;
}

function StopRow({ desk, park, stop, chosen }: RowProps) {
  const speech = useSpeech();
  const { name, named, pick } = speech;
  const choose = () => showStop(desk, { id: stop.id });
  const covers = sayCovers(speech, park, stop);
  return (
    <tr
      class={chosen ? "stop-chosen" : ""}
      aria-current={chosen}
      onClick={choose}
      data-testid="stop-row"
      data-stop={stop.id}
      data-state={stop.state}
    >
      <td class={`stop-state stop-state-${stop.state}`}>{named("stopState", stop.state)}</td>
      <td>
        <StopLink desk={desk} id={stop.id} />
      </td>
      <Cell text={nameEnterprise(park, stop.enterprise, name)} />
      <td class="stop-category">{pick(stop.label)}</td>
      <Cell text={covers} />
      <td class="stop-time">{formatDayMinute(stop.from)}</td>
      <td class="stop-time">{formatDayMinute(stop.until)}</td>
      <td class="stop-time">{sayNextStep(speech, desk, stop) || "—"}</td>
      <Cell text={stop.requested_by} />
      <Cell text={stop.work_order || "—"} />
    </tr>
  );
}

/** What may be longer than its column. */
function Cell({ text }: { text: string }) {
  return (
    <td class="stop-cell" title={text}>
      <span>{text}</span>
    </td>
  );
}
