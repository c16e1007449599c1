/** The online rate (在线率) by enterprise, and the days on which it was below its target. */
import { MINUTE_MS } from "../../state/beijing";
import type { Span } from "../../state/kpi_range";
import { judge } from "../../state/kpi_targets";
import { cutRate, daysBelow, daysOf, worstFirst, type RateOfDay } from "../../state/online_days";
import { linkToOnline, type OnlineFigures, type OnlineReport } from "../../wire/reports";
import { formatNumber } from "../../words/number";
import { formatDay } from "../../words/time";
import { useSpeech } from "../language";
import { FileLinks } from "./kpi_range_bar";
import { sayTarget, VerdictMark } from "./kpi_targets_table";
import type { Reading } from "./reading";

interface OnlinePanelProps {
  reading: Reading<OnlineReport>;
  span: Span;
}

function sayRate(rate: number | null): string {
  return rate === null ? "—" : `${formatNumber(cutRate(rate), 2)} %`;
}

export function OnlinePanel({ reading, span }: OnlinePanelProps) {
  const { say } = useSpeech();
  const report = reading.what;
  return (
    <section class="block" data-testid="online" aria-busy={reading.busy}>
      <div class="block-head">
        <h3>
          {say("onlineTitle")} <small class="muted">{say("onlineNote")}</small>
        </h3>
        <div class="kpi-files">
          <FileLinks files={(form) => linkToOnline(span, form)} />
        </div>
      </div>
      {reading.fault && <OnlineFault fault={reading.fault} />}
      {!report && reading.busy && <p class="muted">{say("counting")}</p>}
      {report && <Unlistened report={report} />}
      {report && <OnlineTable report={report} />}
    </section>
  );
}

function OnlineFault({ fault }: { fault: string }) {
  const { say, named } = useSpeech();
  const why = named("reportFault", fault);
  return (
    <p class="muted" role="alert">
      {why === fault ? say("reportFault_other") : why}
    </p>
  );
}

/** What the platform did not listen to is nobody's fault, and is said. */
function Unlistened({ report }: { report: OnlineReport }) {
  const { say, duration } = useSpeech();
  const deaf = report.to - report.from - report.listened_ms;
  if (deaf < MINUTE_MS) return null;
  return (
    <p>
      <span class="chip chip-warning">{say("onlineListened", { time: duration(deaf) })}</span>
    </p>
  );
}

function OnlineTable({ report }: { report: OnlineReport }) {
  const speech = useSpeech();
  const { say, pick } = speech;
  const park = report.days.map(({ from, rate, met }) => ({ from, rate, met }));
  return (
    <div class="report-wide">
      <table class="report-table">
        <thead>
          <tr>
            <th scope="col">{say("enterprise")}</th>
            <th scope="col" class="number">
              {say("columnRate")} <small class="muted">{sayTarget(speech, report.target)} %</small>
            </th>
            <th scope="col">{say("columnVerdict")}</th>
            <th scope="col">
              {say("columnDays")}{" "}
              <small class="muted">{say(report.days.length > 0 ? "daysLegend" : "daysTooLong")}</small>
            </th>
            <th scope="col">{say("columnBelow")}</th>
            <th scope="col" class="number">
              {say("columnPoints")}
            </th>
            <th scope="col" class="number">
              {say("columnUnheard")}
            </th>
            <th scope="col" class="number">
              {say("columnFiled")}
            </th>
          </tr>
        </thead>
        <tbody>
          {worstFirst(report.enterprises).map((group) => (
            <OnlineRow
              key={group.key}
              name={group.key ? pick(group.label) : say("nobody")}
              figures={group.figures}
              days={daysOf(report.days, group.key)}
            />
          ))}
          <OnlineRow name={say("onlinePark")} figures={report.total} days={park} total />
        </tbody>
      </table>
    </div>
  );
}

interface OnlineRowProps {
  name: string;
  figures: OnlineFigures;
  days: readonly RateOfDay[];
  total?: boolean;
}

function OnlineRow({ name, figures, days, total = false }: OnlineRowProps) {
  const { duration } = useSpeech();
  return (
    <tr class={total ? "report-total" : ""}>
      <th scope="row">{name}</th>
      <td class="number">
        <strong>{sayRate(figures.rate)}</strong>
      </td>
      <td>
        <VerdictMark verdict={judge({ met: figures.met, manageable: figures.met })} />
      </td>
      <td>
        <DaySquares days={days} />
      </td>
      <td>
        <DaysBelow days={days} />
      </td>
      <td class="number">{figures.points}</td>
      <td class="number">{duration(figures.unheard_ms)}</td>
      <td class="number">{duration(figures.filed_ms)}</td>
    </tr>
  );
}

const SQUARE = 7;
const TALL = 16;
const LOW = 6;

/** A mark a day: low where the target was met, tall where not, an outline where nothing was due. */
function DaySquares({ days }: { days: readonly RateOfDay[] }) {
  const { say } = useSpeech();
  if (days.length === 0) return null;
  const width = days.length * SQUARE;
  return (
    <svg width={width} height={TALL} viewBox={`0 0 ${width} ${TALL}`} aria-hidden="true">
      {days.map((day, place) => {
        const height = day.met === false ? TALL : LOW;
        const places = { day: formatDay(day.from).slice(5), rate: sayRate(day.rate) };
        const look = day.met === null ? "day-none" : day.met ? "day-within" : "day-below";
        return (
          <rect
            key={day.from}
            class={look}
            x={place * SQUARE + 0.5}
            y={TALL - height + 0.5}
            width={SQUARE - 2}
            height={height - 1}
          >
            <title>{say("dayTells", places)}</title>
          </rect>
        );
      })}
    </svg>
  );
}

const NAMED = 5;

/** How many days were below the target, the newest of them by name. */
function DaysBelow({ days }: { days: readonly RateOfDay[] }) {
  const { say } = useSpeech();
  const below = daysBelow(days);
  const told = days.filter((day) => day.rate !== null).length;
  if (told === 0) return <span class="muted">—</span>;
  if (below.length === 0) return <span class="muted">{say("daysNone")}</span>;
  const places = below.map((day) => ({
    day: formatDay(day.from).slice(5),
    rate: formatNumber(cutRate(day.rate), 2),
  }));
  return (
    <span title={places.map((place) => say("dayBelow", place)).join("\n")}>
      <strong>{say("daysBelowOf", { count: below.length, days: told })}</strong>
      <small class="days-below">
        {places
          .slice(0, NAMED)
          .map((place) => say("dayBelow", place))
          .join(" · ")}
        {below.length > NAMED && " · …"}
      </small>
    </span>
  );
}
