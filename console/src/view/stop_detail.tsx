/** One filed stop: what it covers, what became of it, and what may be done with it now. */
import type { Desk } from "../desk";
import { listSteps, type Person } from "../state/filed_stops";
import type { FiledStop, ScopePart } from "../wire/filed_stops";
import type { Park } from "../wire/plant";
import { formatInstant, formatDayMinute } from "../words/time";
import { Fact } from "./fact";
import { useSpeech } from "./language";
import { StopActs } from "./stop_acts";
import { StopLink } from "./stop_link";
import { nameEnterprise, nameHazard, nameThing, sayNextStep } from "./stop_words";

export const PARTS: readonly ScopePart[] = ["gateways", "hazards", "equipment", "tags"];

interface DetailProps {
  desk: Desk;
  park: Park;
  stop: FiledStop;
  person: Person;
  again: () => void;
}

export function StopDetail({ desk, park, stop, person, again }: DetailProps) {
  const { say, named, pick } = useSpeech();
  return (
    <>
      <div class="pane-head">
        <h2>
          {stop.id} · {pick(stop.label)}
        </h2>
        <span class={`chip stop-state-${stop.state}`} data-testid="stop-state">
          {named("stopState", stop.state)}
        </span>
      </div>
      <div class="pane-body stop-detail" data-testid="stop-detail">
        <Terms desk={desk} park={park} stop={stop} />
        <h3>{say("stopScope")}</h3>
        <Scope park={park} stop={stop} />
        <Reach desk={desk} park={park} stop={stop} />
        <h3>{say("stopHistory")}</h3>
        <Steps stop={stop} />
        <p class="muted stop-effect">{say("stopEffect")}</p>
      </div>
      <StopActs desk={desk} stop={stop} person={person} again={again} />
    </>
  );
}

function Terms({ desk, park, stop }: Pick<DetailProps, "desk" | "park" | "stop">) {
  const speech = useSpeech();
  const { say, name } = speech;
  const next = sayNextStep(speech, desk, stop);
  return (
    <dl class="facts">
      <Fact word={say("stopEnterprise")}>{nameEnterprise(park, stop.enterprise, name)}</Fact>
      <Fact word={say("stopFrom")}>
        {formatDayMinute(stop.from)} <small class="muted">{say("beijingTime")}</small>
      </Fact>
      <Fact word={say("stopUntil")}>
        {formatDayMinute(stop.until)} {next && <strong data-testid="stop-next">({next})</strong>}
      </Fact>
      <Fact word={say("stopReason")}>{stop.reason}</Fact>
      <Fact word={say("stopWorkOrder")}>{stop.work_order || "—"}</Fact>
    </dl>
  );
}

function Scope({ park, stop }: Pick<DetailProps, "park" | "stop">) {
  const { named, name } = useSpeech();
  return (
    <dl class="facts stop-scope">
      {PARTS.filter((part) => stop.scope[part].length > 0).map((part) => (
        <Fact key={part} word={named("stopPart", part)}>
          <ul>
            {stop.scope[part].map((id) => (
              <li key={id}>
                <b>{id}</b> {nameThing(park, part, id, name)}
              </li>
            ))}
          </ul>
        </Fact>
      ))}
    </dl>
  );
}

/** What the scope comes to under the plant in force. */
function Reach({ desk, park, stop }: Pick<DetailProps, "desk" | "park" | "stop">) {
  const { say, name } = useSpeech();
  return (
    <dl class="facts">
      <Fact word={say("stopCovers")}>{say("stopPoints", { count: stop.points })}</Fact>
      {stop.covers.length > 0 && (
        <Fact word={say("stopTouched")}>
          {stop.covers.map((id) => nameHazard(park, id, name)).join(" · ")}
        </Fact>
      )}
      {stop.gone.length > 0 && <Fact word={say("stopGone")}>{stop.gone.join(" · ")}</Fact>}
      {stop.overlaps.length > 0 && (
        <Fact word={say("stopOverlaps")}>
          {stop.overlaps.map((id) => (
            <StopLink key={id} desk={desk} id={id} />
          ))}
        </Fact>
      )}
    </dl>
  );
}

function Steps({ stop }: { stop: FiledStop }) {
  const { say, named } = useSpeech();
  return (
    <ul class="stop-steps" data-testid="stop-steps">
      {listSteps(stop).map(({ step, by, at }) => (
        <li key={step}>
          {at !== null && <span>{formatInstant(at)}</span>} <b>{named("stopStep", step)}</b>{" "}
          <span>{named("actor", by)}</span>
        </li>
      ))}
      {stop.note && (
        <li>
          <span class="muted">{say("stopNote")}</span> {stop.note}
        </li>
      )}
    </ul>
  );
}
