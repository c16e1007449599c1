/** The KPI report laid out: what it rests on, then its figures from the whole to the single alarm. */
import type { Desk } from "../../desk";
import { isKnown, TARGET_GROUPS, type TargetGroup } from "../../state/kpi_targets";
import type { Grouping, KpiReport } from "../../wire/reports";
import { formatInstant } from "../../words/time";
import { useSpeech } from "../language";
import { ActorTable, StaleTable } from "./kpi_actors";
import { Breakdown, Holdings, Responses } from "./kpi_figures";
import { RatePanel } from "./kpi_rates";
import { PriorityShares, TargetTable } from "./kpi_targets_table";

interface KpiReportViewProps {
  desk: Desk;
  report: KpiReport;
  by: Grouping;
}

export function KpiReportView({ desk, report, by }: KpiReportViewProps) {
  const { say } = useSpeech();
  // Zeros of a time of which nothing is known would look like the best of all figures.
  if (!isKnown(report)) {
    return (
      <>
        <Basis report={report} />
        <p class="empty" data-testid="nothing-known">
          {say("nothingKnown")}
        </p>
      </>
    );
  }
  return (
    <>
      <Basis report={report} />
      <RatePanel report={report} />
      <div class="kpi-columns">
        <div class="kpi-column">
          {(Object.keys(TARGET_GROUPS) as TargetGroup[]).map((group) => (
            <TargetTable key={group} report={report} group={group} />
          ))}
          <PriorityShares report={report} />
        </div>
        <div class="kpi-column">
          <ActorTable
            desk={desk}
            title={say("badActors")}
            actors={report.bad_actors}
            testid="bad-actors"
          />
          <ActorTable
            desk={desk}
            title={say("chatteringAlarms")}
            actors={report.chattering}
            testid="chattering"
          />
          <ActorTable
            desk={desk}
            title={say("fleetingAlarms")}
            actors={report.fleeting}
            testid="fleeting"
          />
          <StaleTable desk={desk} report={report} />
          <Responses report={report} />
          <Holdings report={report} />
        </div>
      </div>
      <Breakdown desk={desk} report={report} by={by} />
    </>
  );
}

/** Over which time and alarms the figures are, and how far they carry. */
function Basis({ report }: { report: KpiReport }) {
  const { say } = useSpeech();
  const { total, first } = report;
  const span = { from: formatInstant(report.from), to: formatInstant(report.to) };
  return (
    <div class="kpi-basis" data-testid="kpi-basis">
      <strong>{say("countedSpan", span)}</strong>
      <span class="muted">{say("beijingTime")}</span>
      <span>{say("countedAlarms", { count: total.annunciated })}</span>
      <span class="muted">{say("countedHeld", { held: total.held, late: total.late })}</span>
      <span class="muted">{say("countedOperators", { count: report.operators })}</span>
      {report.short_sample && (
        <span class="chip chip-warning">{say("shortSample", { days: report.sample_days })}</span>
      )}
      {first === null && <span class="chip chip-warning">{say("journalEmpty")}</span>}
      {first !== null && first > report.from && (
        <span class="chip chip-warning">{say("beginsWithin", { time: formatInstant(first) })}</span>
      )}
    </div>
  );
}
