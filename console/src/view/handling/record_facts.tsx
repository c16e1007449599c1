/** What a record is about: its alarm, its place, how its steps were done, and its clock in full. */
import type { Desk } from "../../desk";
import { readClock } from "../../state/handling_board";
import { STEPS, type HandlingRow, type Stamp, type Step, type Waited } from "../../wire/handling";
import type { Park } from "../../wire/plant";
import { formatNear } from "../../words/time";
import { Badge } from "../badge";
import { Fact } from "../fact";
import { useSpeech } from "../language";
import { saySpan } from "../terms";
import { RecordClock } from "./clock";
import { nameEnterprise, nameHazard, sayActor, saySide } from "./telling";

interface RecordProps {
  desk: Desk;
  park: Park;
  row: HandlingRow;
  now: number;
}

export function RecordHead({ desk, row, now }: Omit<RecordProps, "park">) {
  const speech = useSpeech();
  const { named, say, pick } = speech;
  return (
    <div class="alarm-head">
      <div class="alarm-head-line">
        <Badge priority={row.priority} />
        <h2>{pick(row.name)}</h2>
        {row.drill && <span class="chip chip-stale">{say("handlingDrill")}</span>}
        {row.finding && <span class="chip">{named("handlingFinding", row.finding)}</span>}
        <span class={`chip ${row.evidence === "returned" ? "" : "chip-warning"}`}>
          {named("handlingEvidence", row.evidence)}
        </span>
        {row.activations > 1 && (
          <span class="chip chip-warning">
            {say("handlingActivations", { count: row.activations })}
          </span>
        )}
      </div>
      <ClockLine desk={desk} row={row} now={now} />
    </div>
  );
}

function ClockLine({ desk, row, now }: Omit<RecordProps, "park">) {
  const speech = useSpeech();
  const { say, named } = speech;
  const clock = readClock(row, now);
  const limit = row.next === null ? undefined : row.limits_s[row.next];
  return (
    <p class="record-clock" data-testid="record-clock">
      {row.turn && (
        <b>
          {saySide(speech, row.turn)} {named("handlingColumn", row.next ?? "closed")}
        </b>
      )}{" "}
      <RecordClock row={row} now={now} />
      {"due" in clock && (
        <span class="muted">
          {say("handlingClockDue")} {formatNear(clock.due, desk.now)}
        </span>
      )}
      {limit !== undefined && (
        <span class="muted">
          {say("handlingLimit")} {saySpan(speech, limit)}
        </span>
      )}
    </p>
  );
}

export function RecordPlace({ desk, park, row }: Omit<RecordProps, "now">) {
  const speech = useSpeech();
  const { say } = speech;
  const near = (instant: number) => formatNear(instant, desk.now);
  const hazard = park.hazards.get(row.hazard);
  const phone = park.enterprises.get(row.enterprise)?.phone;
  return (
    <dl class="facts record-facts" data-testid="record-facts">
      <Fact word={say("handlingAlarm")}>
        {row.alarm}{" "}
        {desk.knows(row.alarm) && (
          <button
            type="button"
            class="link"
            onClick={() => desk.openAlarm(row.alarm)}
            data-testid="record-alarm"
          >
            {say("handlingShowAlarm")}
          </button>
        )}
      </Fact>
      <Fact word={say("enterprise")}>
        {nameEnterprise(speech, park, row)}{" "}
        {phone && (
          <a class="phone" href={`tel:${phone}`}>
            ☎ {phone}
          </a>
        )}
      </Fact>
      {row.hazard && <Fact word={say("hazard")}>{nameHazard(speech, park, row)}</Fact>}
      {hazard?.contacts.map((contact) => (
        <Fact key={contact.id} word={speech.part(contact.name)}>
          <a class="phone" href={`tel:${contact.phone}`}>
            ☎ {contact.phone}
          </a>
        </Fact>
      ))}
      <Fact word={say("handlingFirstRaised")}>{near(row.raised_at)}</Fact>
      {row.activations > 1 && (
        <Fact word={say("handlingLastRaised")}>{near(row.last_raised_at)}</Fact>
      )}
      {row.ended_at !== null && <Fact word={say("handlingEnded")}>{near(row.ended_at)}</Fact>}
    </dl>
  );
}

/** How long each step may take, by the step that ends it. */
const LIMIT_OF: Readonly<Record<Step, Waited | null>> = {
  pushed: null,
  signed: "sign",
  verified: "verify",
  handled: "handle",
  reported: "report",
  closed: "close",
};

export function RecordSteps({ desk, row }: { desk: Desk; row: HandlingRow }) {
  const { say } = useSpeech();
  return (
    <section aria-label={say("handlingProgress")}>
      <h3>{say("handlingProgress")}</h3>
      <ol class="record-steps" data-testid="record-steps">
        {STEPS.map((step) => (
          <StepLine key={step} desk={desk} row={row} step={step} />
        ))}
      </ol>
    </section>
  );
}

function StepLine({ desk, row, step }: { desk: Desk; row: HandlingRow; step: Step }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const stamp = row.done.find((one) => one.step === step);
  const waited = LIMIT_OF[step] === row.next && row.next !== null;
  const limit = row.limits_s[LIMIT_OF[step] ?? "sign"];
  return (
    <li class={stamp ? "step-done" : waited ? "step-waited" : "step-open"}>
      <span class="step-mark" aria-hidden="true">
        {stamp ? "✓" : waited ? "▸" : "·"}
      </span>
      <b>{named("handlingStep", step)}</b>
      <span>
        {stamp && <StampText desk={desk} stamp={stamp} />}
        {!stamp && waited && (
          <>
            {row.turn && saySide(speech, row.turn)}
            {limit !== undefined && (
              <span class="muted">
                {" "}
                {say("handlingLimit")} {saySpan(speech, limit)}
              </span>
            )}
          </>
        )}
        {step === "signed" && row.park_signed && (
          <span class="step-beside">
            {say("handlingParkSigned")} <StampText desk={desk} stamp={row.park_signed} />
          </span>
        )}
      </span>
    </li>
  );
}

function StampText({ desk, stamp }: { desk: Desk; stamp: Stamp }) {
  const speech = useSpeech();
  return (
    <>
      {formatNear(stamp.at, desk.now)} {sayActor(speech, stamp)}
      {stamp.late && <span class="chip chip-warning">{speech.say("handlingLate")}</span>}
    </>
  );
}
