/** One hazard of the list: its level and how it is graded, what stands there, who answers for it. */
import type { Desk } from "../../desk";
import { addressOf, writeAddress } from "../../state/address";
import type { HazardLine } from "../../state/hazard_list";
import { rateOf } from "../../state/online_rate";
import { ROLES, type Hazard, type Park } from "../../wire/plant";
import { formatIndex, gradingFormula, trustOf } from "../../words/grading_text";
import { AlarmLink } from "../alarm_link";
import { lookOf } from "../alarm_row";
import { Badge } from "../badge";
import { Figures } from "../figures";
import { useSpeech } from "../language";
import { LevelMark } from "../level_mark";
import { sayFinding } from "./grading_words";

interface RowProps {
  desk: Desk;
  park: Park;
  line: HazardLine;
  index: number;
  open: (id: string) => void;
}

export function HazardRow({ desk, park, line, index, open }: RowProps) {
  const { name } = useSpeech();
  const { hazard, enterprise } = line;
  return (
    <tr
      class={`hazard-row ${line.worst ? `row-${line.worst.priority}` : ""}`}
      aria-rowindex={index + 2}
      onClick={() => open(hazard.id)}
      data-testid="hazard-row"
      data-hazard={hazard.id}
    >
      <td class={`cell-level level-${hazard.level ?? "none"}`}>
        <LevelMark hazard={hazard} />
      </td>
      <td class="cell-name">
        <a
          id={`hazard-${hazard.id}`}
          class="hazard-title"
          data-testid="hazard-title"
          href={writeAddress(addressOf("hazards", { id: [hazard.id] }))}
          title={`${name(hazard)} (${hazard.id})`}
          onClick={(event) => {
            // With a key held down the browser opens it in a window of its own.
            event.stopPropagation();
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            open(hazard.id);
          }}
        >
          {name(hazard)}
        </a>
        {enterprise && (
          <small class="ellipsis" title={name(enterprise)}>
            {name(enterprise)}
          </small>
        )}
      </td>
      <td class="cell-r">
        <GradingCell hazard={hazard} />
      </td>
      <td class="cell-worst">
        <Worst desk={desk} park={park} line={line} />
      </td>
      <td class="cell-count">
        <Counts line={line} />
      </td>
      <td class="cell-online">
        <Online line={line} />
      </td>
      <td class="cell-persons">
        <Persons hazard={hazard} />
      </td>
    </tr>
  );
}

/** R with what goes into it, or why there is none. */
function GradingCell({ hazard }: { hazard: Hazard }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const { grading } = hazard;
  if (!grading) return <span class="muted">—</span>;
  if (grading.terms.length === 0) return <small>{say("gradingNothing")}</small>;
  const trust = trustOf(grading);
  return (
    <>
      <b>{grading.r === null ? say("gradingUnknown") : `R ${formatIndex(grading.r)}`}</b>{" "}
      {trust && <span class="chip">{named("trust", trust)}</span>}
      <small class="ellipsis" title={gradingFormula(grading)}>
        {gradingFormula(grading)}
      </small>
      <small class="ellipsis">{sayFinding(speech, hazard)}</small>
    </>
  );
}

function Worst({ desk, park, line }: Pick<RowProps, "desk" | "park" | "line">) {
  const { say, pick } = useSpeech();
  const { worst } = line;
  if (!worst) {
    const known = desk.conversation.streams.alarms.version > 0;
    return <span class="muted">{say(known ? "wallNoAlarm" : "loading")}</span>;
  }
  return (
    <>
      <Badge priority={worst.priority} look={lookOf(worst)} />{" "}
      <span class="worst-alarm" onClick={(event) => event.stopPropagation()}>
        <AlarmLink desk={desk} park={park} id={worst.id} testid="worst-alarm" />
      </span>
      <small class="ellipsis" title={pick(worst.message)}>
        {pick(worst.message)}
      </small>
    </>
  );
}

function Counts({ line }: { line: HazardLine }) {
  const { say } = useSpeech();
  const { tally, row } = line;
  const held = row?.held ?? 0;
  if (tally.worst === null && held === 0) return <span class="muted">0</span>;
  return (
    <>
      <span class="hazard-figures">
        <Figures by={tally.by} />
      </span>
      {tally.unacknowledged > 0 && (
        <small>
          <b>{say("moreUnacknowledged", { count: tally.unacknowledged })}</b>
        </small>
      )}
      {held > 0 && <small>{say("hazardHeld", { count: held })}</small>}
    </>
  );
}

function Online({ line }: { line: HazardLine }) {
  const { say } = useSpeech();
  const { row } = line;
  if (!row) return <span class="muted">—</span>;
  const rate = rateOf(row);
  return (
    <>
      <span>{rate === null ? say("wallNoTags") : `${rate.toFixed(1)} %`}</span>
      <small>
        {row.online}/{row.tags}
      </small>
      {row.stale > 0 && <small class="tag-doubt">{say("staleTags", { count: row.stale })}</small>}
    </>
  );
}

function Persons({ hazard }: { hazard: Hazard }) {
  const { say, named } = useSpeech();
  return (
    <>
      {ROLES.map((role) => (
        <span key={role} class="person-line ellipsis" title={hazard.responsible[role]}>
          <span class="muted">{named("responsible", role)}</span>{" "}
          {hazard.responsible[role] ?? <span class="muted">{say("noPerson")}</span>}
        </span>
      ))}
    </>
  );
}
