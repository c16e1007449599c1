/** One interlock: its demand and effects as a whole, then every input in its role. */
import type { Desk } from "../desk";
import { inputsOf, isTestOverdue } from "../state/interlocks";
import { rank, stands } from "../state/alarms";
import type { InputNow, Interlock, InterlockInput, Role } from "../wire/interlocks";
import type { Park } from "../wire/plant";
import { formatNumber } from "../words/number";
import { formatDay, formatNear } from "../words/time";
import { AlarmLink } from "./alarm_link";
import { Badge } from "./badge";
import { Fact } from "./fact";
import { useSpeech } from "./language";
import { decimalsOfTag } from "./reading";

interface InterlockDetailProps {
  desk: Desk;
  park: Park;
  interlock: Interlock;
}

const ROLES: readonly Role[] = ["cause", "permissive", "effect", "bypass", "reset"];

export function InterlockDetail({ desk, park, interlock }: InterlockDetailProps) {
  const { say, name, named } = useSpeech();
  const causes = inputsOf(interlock, "cause");
  return (
    <div class="pane-body interlock-detail" data-testid="interlock-detail">
      <h2>
        {interlock.id} {interlock.name && name(interlock)}
      </h2>
      {interlock.now === null ? (
        <p class="screen-trouble">{say("interlockUnseen")}</p>
      ) : (
        <p class="interlock-now">
          <b>{named("demand", interlock.now.demand)}</b> · <b>{named("trip", interlock.now.trip)}</b>
        </p>
      )}
      <dl class="facts">
        <Fact word={named("role", "cause")}>
          {say("interlockOf", { need: interlock.need, count: causes.length })}
        </Fact>
        <Fact word={say("resetKind")}>{sayReset(named, interlock.reset)}</Fact>
        {interlock.proof_test_due !== null && (
          <Fact word={say("proofTestDue")}>
            {formatDay(interlock.proof_test_due)}{" "}
            {isTestOverdue(interlock, desk.shownTime) && <b>{say("testOverdue")}</b>}
          </Fact>
        )}
      </dl>
      <Alarms desk={desk} park={park} interlock={interlock} />
      {ROLES.map((role) => (
        <Inputs key={role} desk={desk} park={park} role={role} inputs={inputsOf(interlock, role)} />
      ))}
    </div>
  );
}

/** A word of the contract, or the tag that resets it. */
function sayReset(named: (family: string, name: string) => string, reset: string): string {
  return reset === "automatic" || reset === "manual" ? named("reset", reset) : reset;
}

function Alarms({ desk, park, interlock }: InterlockDetailProps) {
  const { say } = useSpeech();
  const own = [...desk.alarms.values()]
    .filter((alarm) => alarm.source === interlock.id && stands(alarm))
    .sort((one, other) => rank(one.priority) - rank(other.priority));
  if (own.length === 0) return null;
  return (
    <>
      <h3>{say("interlockAlarms")}</h3>
      <ul class="plain">
        {own.map((alarm) => (
          <li key={alarm.id}>
            <Badge priority={alarm.priority} />{" "}
            <AlarmLink desk={desk} park={park} id={alarm.id} testid="interlock-alarm" />
          </li>
        ))}
      </ul>
    </>
  );
}

interface InputsProps {
  desk: Desk;
  park: Park;
  role: Role;
  inputs: readonly InterlockInput[];
}

function Inputs({ desk, park, role, inputs }: InputsProps) {
  const { say, named } = useSpeech();
  if (inputs.length === 0) return null;
  return (
    <table class="cells" data-testid={`cells-${role}`}>
      <caption>{named("role", role)}</caption>
      <thead>
        <tr>
          <th scope="col">{say("columnInput")}</th>
          <th scope="col">{say("columnTruth")}</th>
          <th scope="col">{say("columnCell")}</th>
          <th scope="col" class="number">
            {say("columnValue")}
          </th>
          <th scope="col" class="number">
            {say("columnExpected")}
          </th>
          <th scope="col">{say("columnSince")}</th>
          <th scope="col" class="number">
            {say("columnAllowed")}
          </th>
        </tr>
      </thead>
      <tbody>
        {inputs.map((input) => (
          <Cell key={input.name} desk={desk} park={park} input={input} />
        ))}
      </tbody>
    </table>
  );
}

const SHAPES: Readonly<Record<string, string>> = { true: "●", false: "○", unknown: "?" };

function Cell({ desk, park, input }: { desk: Desk; park: Park; input: InterlockInput }) {
  const { named, duration } = useSpeech();
  const tag = park.tags.get(input.source);
  const { now } = input;
  const truth = now?.truth ?? "unknown";
  const decimals = tag ? decimalsOfTag(tag) : 1;
  return (
    <tr class={`cell-${now?.state ?? ""}`}>
      <th scope="row">
        {input.role === "cause" ? (
          <AlarmLink desk={desk} park={park} id={input.name} testid="interlock-cause" />
        ) : (
          input.name
        )}
      </th>
      <td class={truth === "unknown" ? "is-stale" : ""}>
        <span aria-hidden="true">{SHAPES[truth]}</span> {named("truth", truth)}
      </td>
      <td>
        {now?.state ? named("cell", now.state) : ""} {now && <Due desk={desk} now={now} />}
      </td>
      <td class="number">
        {formatNumber(now?.value ?? null, decimals)} {tag?.unit}
      </td>
      <td class="number">
        {input.expected === null ? "" : formatNumber(input.expected, decimals)}
      </td>
      <td>{now?.since ? formatNear(now.since, desk.shownTime) : "—"}</td>
      <td class="number">{input.time_s === null ? "" : sayTime(input.time_s, duration)}</td>
    </tr>
  );
}

/** Seconds as such while they are few. */
function sayTime(seconds: number, duration: (ms: number) => string): string {
  return seconds < 60 ? `${seconds} s` : duration(1000 * seconds);
}

/** How long what runs still has, by the clock that the picture shows. */
function Due({ desk, now }: { desk: Desk; now: InputNow }) {
  const { say, duration } = useSpeech();
  if (now.due === null) return null;
  const left = now.due - desk.shownTime;
  const time = duration(Math.abs(left));
  return <span class="chip">{say(left >= 0 ? "dueIn" : "dueOver", { time })}</span>;
}
