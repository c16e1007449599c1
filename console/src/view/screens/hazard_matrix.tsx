/**
 * The cause-and-effect matrix of a hazard's interlocks as engineers read it: causes in rows, effects in
 * columns, each crossing live. By shape and word, colour only helps.
 */
import { useMemo } from "preact/hooks";
import { addressOf } from "../../state/address";
import {
  makeCauseEffect,
  STATES,
  type Cause,
  type CauseEffect,
  type Crossing,
  type CrossingState,
  type Effect,
} from "../../state/cause_effect";
import type { AlarmRow } from "../../wire/frames";
import { readInterlocks, type InputNow, type Interlock } from "../../wire/interlocks";
import { formatNumber } from "../../words/number";
import { AddressLink } from "../address_link";
import { AlarmLink } from "../alarm_link";
import { useSpeech } from "../language";
import { decimalsOfTag } from "../reading";
import type { HazardProps } from "./hazard_page";
import { OtherVotes, VoteChannels } from "./hazard_votes";
import { useNews, useReadAgain, type Known } from "./reading_again";

const EVERY_MS = 2_000;

/** A shape beside the word; none of them is a priority's. */
const SHAPES: Readonly<Record<CrossingState, string>> = {
  failed: "✖",
  unverified: "?!",
  spurious: "!",
  tripped: "▼",
  bypassed: "⊘",
  demanded: "▷",
  met: "◐",
  delaying: "◔",
  unknown: "?",
  ready: "✓",
};

interface HazardMatrixProps extends HazardProps {
  alarms: readonly AlarmRow[];
}

/** The interlocks, read again and again, and at once when the alarm of one of them changes. */
function useInterlocks({ hazard, alarms }: HazardMatrixProps): Known<Interlock[]> {
  const known = useReadAgain(hazard.id, () => readInterlocks(hazard.id), EVERY_MS);
  const own = new Set(known.value?.map(({ id }) => id));
  const told = alarms.filter(({ source }) => own.has(source));
  useNews(told.map(({ id, state }) => `${id} ${state}`).join(" "), known.again);
  return known;
}

export function HazardMatrix(props: HazardMatrixProps) {
  const { desk, park, hazard } = props;
  const { say } = useSpeech();
  const { value, failed } = useInterlocks(props);
  const matrix = useMemo(() => value && makeCauseEffect(value), [value]);
  const others = [...park.votings.values()].filter(
    ({ id, hazard: own }) =>
      own === hazard.id && !matrix?.causes.some(({ source }) => source === id),
  );
  const bare = matrix !== null && matrix.causes.length === 0;
  // Nothing to be said of a hazard without interlocks and votes takes no room from its tags.
  const empty = bare && others.length === 0;
  return (
    <section
      class={`pane hazard-matrix ${empty ? "is-empty" : ""}`}
      aria-label={say("causeEffect")}
      data-testid="hazard-matrix"
    >
      <div class="pane-head">
        <h3>{say("causeEffect")}</h3>
        {matrix && <Counts matrix={matrix} />}
        {bare && <span class="muted">{say("noInterlocksHere")}</span>}
        <AddressLink desk={desk} address={addressOf("interlocks")} testid="to-interlocks">
          {say("interlocks")}
        </AddressLink>
      </div>
      {failed && (
        <p class="screen-trouble" role="status">
          {say("notLoaded")}
        </p>
      )}
      {matrix === null && !failed && <p class="empty">{say("loading")}</p>}
      {matrix && !empty && (
        <div
          class={`matrix-scroll ${failed ? "is-old" : ""}`}
          tabIndex={0}
          role="region"
          aria-label={say("causeEffect")}
        >
          {!bare && <Matrix {...props} matrix={matrix} />}
          <OtherVotes desk={desk} park={park} votings={others} />
        </div>
      )}
      {!empty && <p class="screen-note">{say("interlockNote")}</p>}
    </section>
  );
}

/** How many crossings stand so, in the order in which they want a look. */
function Counts({ matrix }: { matrix: CauseEffect }) {
  const { named } = useSpeech();
  const some = STATES.filter((state) => matrix.counts.has(state));
  return (
    <span class="matrix-counts">
      {some.map((state) => (
        <span key={state} class={`crossing crossing-${state}`}>
          <span aria-hidden="true">{SHAPES[state]}</span> {named("crossing", state)}{" "}
          {matrix.counts.get(state)}
        </span>
      ))}
    </span>
  );
}

interface MatrixProps extends HazardProps {
  matrix: CauseEffect;
}

function Matrix({ desk, park, hazard, matrix }: MatrixProps) {
  const { say } = useSpeech();
  return (
    <table class="matrix" data-testid="matrix">
      <thead>
        <tr>
          <th scope="col" class="matrix-corner">
            {say("matrixCorner")}
          </th>
          {matrix.effects.map((effect) => (
            <EffectHead key={effect.key} park={park} effect={effect} />
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.causes.map((cause) => (
          <tr key={cause.name} data-testid="matrix-row" data-cause={cause.name}>
            <CauseHead desk={desk} park={park} hazard={hazard} cause={cause} />
            {matrix.effects.map((effect) => (
              <td key={effect.key}>
                {matrix.at(cause, effect).map((crossing) => (
                  <Cell key={crossing.interlock.id} desk={desk} crossing={crossing} />
                ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const TRUTHS: Readonly<Record<string, string>> = { true: "●", false: "○", unknown: "?" };

/** What an input says now: its state where it has one, else whether it is true. */
function Now({ now }: { now: InputNow | null }) {
  const { named } = useSpeech();
  const truth = now?.truth ?? "unknown";
  const told = truth !== "unknown" && now?.state ? named("cell", now.state) : named("truth", truth);
  return (
    <span class={`matrix-now matrix-now-${truth}`}>
      <span aria-hidden="true">{TRUTHS[truth]}</span> {told}
    </span>
  );
}

function CauseHead({ desk, park, cause }: HazardProps & { cause: Cause }) {
  const { name } = useSpeech();
  const voting = park.votings.get(cause.source);
  const named = park.tags.get(cause.source) ?? voting;
  return (
    <th scope="row" class="matrix-cause">
      <AlarmLink desk={desk} park={park} id={cause.name} testid="matrix-cause" />
      {named && <small class="ellipsis muted">{name(named)}</small>}
      <Now now={cause.now} />
      {voting && <VoteChannels desk={desk} park={park} voting={voting} />}
    </th>
  );
}

function EffectHead({ park, effect }: { park: HazardProps["park"]; effect: Effect }) {
  const { say, name } = useSpeech();
  const tag = park.tags.get(effect.tag);
  const decimals = tag ? decimalsOfTag(tag) : 0;
  const expected = formatNumber(effect.expected, decimals);
  return (
    <th scope="col" class="matrix-effect" data-testid="matrix-effect" data-tag={effect.tag}>
      <b>{effect.tag}</b>
      {tag && (
        <small class="muted matrix-name" title={name(tag)}>
          {name(tag)}
        </small>
      )}
      <small>
        {say("actsAt", { value: expected })}{" "}
        {say("isNow", { value: formatNumber(effect.now?.value ?? null, decimals) })}
      </small>
      <Now now={effect.now} />
    </th>
  );
}

function Cell({ desk, crossing }: { desk: HazardProps["desk"]; crossing: Crossing }) {
  const { named } = useSpeech();
  const { interlock, state } = crossing;
  return (
    <span
      class={`crossing crossing-${state}`}
      data-testid="crossing"
      data-interlock={interlock.id}
      data-state={state}
    >
      <span class="crossing-state">
        <span aria-hidden="true">{SHAPES[state]}</span> {named("crossing", state)}
      </span>
      <AddressLink
        desk={desk}
        address={addressOf("interlocks", { id: [interlock.id] })}
        testid="crossing-link"
      >
        {interlock.id}
      </AddressLink>
    </span>
  );
}
