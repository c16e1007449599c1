/** Figures beside their targets: a bar, the words within or beyond, and what it means. */
import { PRIORITIES } from "../../state/alarms";
import {
  judge,
  pickTargets,
  placeOnBar,
  PRIORITY_TARGETS,
  type TargetGroup,
  type Verdict,
} from "../../state/kpi_targets";
import type { KpiReport, KpiTarget } from "../../wire/reports";
import { formatFigure } from "../../words/figure";
import { Badge } from "../badge";
import { useSpeech, type Speech } from "../language";

const WIDTH = 120;
const HEIGHT = 14;

export function TargetTable({ report, group }: { report: KpiReport; group: TargetGroup }) {
  const { say } = useSpeech();
  const targets = pickTargets(report.targets, group);
  if (targets.length === 0) return null;
  return (
    <section class="block">
      <h3>{say(`group_${group}`)}</h3>
      <table class="report-table kpi-targets">
        <TargetHead />
        <tbody>
          {targets.map((target) => (
            <TargetRow key={target.name} target={target} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TargetHead() {
  const { say } = useSpeech();
  return (
    <thead>
      <tr>
        <th scope="col">{say("columnFigure")}</th>
        <th scope="col" class="number">
          {say("columnValue")}
        </th>
        <th scope="col">{say("columnTarget")}</th>
        <th scope="col">{say("columnVerdict")}</th>
      </tr>
    </thead>
  );
}

function TargetRow({ target }: { target: KpiTarget }) {
  const speech = useSpeech();
  const meaning = speech.named("meaning", target.name);
  return (
    <tr data-testid={`target-${target.name}`}>
      <th scope="row">
        <span class="figure-name">{speech.pick(target.label)}</span>
        {meaning !== target.name && <small class="muted">{meaning}</small>}
      </th>
      <td class="number">
        <strong>{formatFigure(target.value)}</strong>
        <small class="muted">{speech.pick(target.unit)}</small>
      </td>
      <td>
        <Bar target={target} />
        <small>{sayTarget(speech, target)}</small>
      </td>
      <td>
        <VerdictMark verdict={judge(target)} />
      </td>
    </tr>
  );
}

export function sayTarget({ say }: Speech, target: KpiTarget): string {
  const wanted = say(`sense_${target.sense}`, { value: formatFigure(target.target) });
  if (target.ceiling === null) return wanted;
  return `${wanted} · ${say("ceiling", { value: formatFigure(target.ceiling) })}`;
}

/** Beyond is said in words; the colour only helps to find it. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { say } = useSpeech();
  const beyond = verdict === "beyond" || verdict === "manageable";
  return (
    <span class={beyond ? "chip chip-warning" : "chip"} data-verdict={verdict}>
      {say(`verdict_${verdict}`)}
    </span>
  );
}

/** The figure as a bar, its target as a line across, the ceiling as a dashed one. */
export function Bar({ target }: { target: KpiTarget }) {
  const speech = useSpeech();
  const bar = placeOnBar(target);
  const verdict = judge(target);
  const beyond = verdict === "beyond" || verdict === "manageable";
  const places = { value: formatFigure(target.value), target: sayTarget(speech, target) };
  return (
    <svg
      class="target-bar"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={speech.say("barTells", places)}
    >
      <rect class="target-ground" x="0" y="3" width={WIDTH} height={HEIGHT - 6} />
      {bar.value !== null && (
        <rect
          class={beyond ? "target-beyond" : "target-within"}
          x="0"
          y="3"
          width={bar.value * WIDTH}
          height={HEIGHT - 6}
        />
      )}
      {bar.cut && (
        <path class="target-cut" d={`M${WIDTH - 9} 2 l-4 ${HEIGHT - 4} m4 0 l4 ${4 - HEIGHT}`} />
      )}
      <Mark at={bar.target} classes="target-line" />
      {bar.ceiling !== null && <Mark at={bar.ceiling} classes="target-ceiling" />}
    </svg>
  );
}

function Mark({ at, classes }: { at: number; classes: string }) {
  const x = Math.min(WIDTH - 1, Math.max(1, at * WIDTH));
  return <line class={classes} x1={x} x2={x} y1="0" y2={HEIGHT} />;
}

export function PriorityShares({ report }: { report: KpiReport }) {
  const speech = useSpeech();
  const { say } = speech;
  const targets = new Map(report.targets.map((target) => [target.name, target]));
  return (
    <section class="block" data-testid="shares">
      <h3>
        {say("shares")} <small class="muted">{say("sharesNote")}</small>
      </h3>
      <table class="report-table kpi-shares">
        <thead>
          <tr>
            <th scope="col">{say("columnPriority")}</th>
            <th scope="col" class="number">
              {say("columnCount")}
            </th>
            <th scope="col" class="number">
              {say("columnShare")}
            </th>
            <th scope="col">{say("columnTarget")}</th>
            <th scope="col">{say("columnVerdict")}</th>
          </tr>
        </thead>
        <tbody>
          {PRIORITIES.map((priority) => {
            const target = targets.get(PRIORITY_TARGETS[priority]);
            return (
              <tr key={priority}>
                <th scope="row">
                  <Badge priority={priority} />
                </th>
                <td class="number">{report.total.priorities[priority]}</td>
                <td class="number">{target ? `${formatFigure(target.value)} %` : "—"}</td>
                <td>
                  {target && <Bar target={target} />}
                  {target && <small>{sayTarget(speech, target)} %</small>}
                </td>
                <td>{target && <VerdictMark verdict={judge(target)} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
