/**
 * Alarms per 10 minutes over the time of the report, with the flood line and the floods; beneath it
 * the same as tables, for who can't see the picture.
 */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { DAY_MS, HOUR_MS } from "../../state/beijing";
import { drawRates, type DrawnBar, type RateChart } from "../../state/rate_chart";
import type { KpiFlood, KpiReport } from "../../wire/reports";
import { formatFigure } from "../../words/figure";
import { formatDay, formatMinute } from "../../words/time";
import { useSpeech, type Speech } from "../language";
import { useWidth } from "./width";

const HEIGHT = 190;
const MARGIN = { left: 36, right: 12, top: 22, bottom: 24 };
/** A flood begins with more alarms in 10 minutes, an operator, where the report is silent. */
const USUAL_LINE = 10;

/** `11-26 08:10` */
function sayMoment(at: number): string {
  return `${formatDay(at).slice(5)} ${formatMinute(at)}`;
}

function sayBarLength({ say }: Speech, length: number): string {
  if (length < HOUR_MS) return say("rateOfSlots");
  const word = length === HOUR_MS ? "barHour" : length === DAY_MS ? "barDay" : "barWeek";
  return say("rateOfWorst", { length: say(word) });
}

export function RatePanel({ report }: { report: KpiReport }) {
  const speech = useSpeech();
  const { say } = speech;
  const line = report.definitions.find((one) => one.name === "flood_begins")?.value ?? USUAL_LINE;
  return (
    <section class="block" data-testid="rates">
      <h3>
        {say("rateTitle")} <small class="muted">{sayBarLength(speech, report.bar_ms)}</small>
      </h3>
      <Chart report={report} line={line} />
      <p class="rate-legend">
        <Key classes="rate-line" /> {say("floodLine", { count: formatFigure(line) })}
        <Key classes="rate-flood" />{" "}
        {report.flood_count === 0 ? say("noFloods") : say("floodSpans", { count: report.flood_count })}
        {report.flood_count > report.floods.length && (
          <span class="muted">{say("floodsListed", { count: report.floods.length })}</span>
        )}
      </p>
      <div class="rate-tables">
        {report.floods.length > 0 && <FloodTable floods={report.floods} />}
        <BarTable report={report} />
      </div>
    </section>
  );
}

function Key({ classes }: { classes: string }) {
  return (
    <svg class="rate-key" viewBox="0 0 18 10" width="18" height="10" aria-hidden="true">
      {classes === "rate-line" ? (
        <line class={classes} x1="0" x2="18" y1="5" y2="5" />
      ) : (
        <rect class={classes} x="0" y="0" width="18" height="10" />
      )}
    </svg>
  );
}

function Chart({ report, line }: { report: KpiReport; line: number }) {
  const { say } = useSpeech();
  const [box, width] = useWidth();
  const frame = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 1, width - MARGIN.right),
    top: MARGIN.top,
    bottom: HEIGHT - MARGIN.bottom,
  };
  const chart = drawRates(report, report, line, frame);
  const most = report.bars.reduce((high, bar) => Math.max(high, bar.most), 0);
  const told = { most: formatFigure(most), line: formatFigure(line), floods: report.flood_count };
  return (
    <div ref={box} class="rate-chart">
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={say("chartTells", told)}
      >
        <Axes chart={chart} frame={frame} />
        {chart.floods.map(({ x, width: wide, flood }) => (
          <rect
            key={flood.begin}
            class="rate-flood"
            x={x}
            y={frame.top - 12}
            width={wide}
            height={frame.bottom - frame.top + 12}
          >
            <title>
              {`${say("flood")} ${sayMoment(flood.begin)} – ${sayMoment(flood.end)}: ${flood.alarms}`}
            </title>
          </rect>
        ))}
        {chart.bars.map((bar) => (
          <BarMark key={bar.begin} bar={bar} />
        ))}
        <line class="rate-line" x1={frame.left} x2={frame.right} y1={chart.line} y2={chart.line} />
        {report.bars.length === 0 && (
          <text class="rate-none" x={width / 2} y={HEIGHT / 2}>
            {say("noAnnunciated")}
          </text>
        )}
      </svg>
    </div>
  );
}

function BarMark({ bar }: { bar: DrawnBar }) {
  return (
    <rect
      class={bar.beyond ? "rate-bar rate-beyond" : "rate-bar"}
      x={bar.x}
      y={bar.y}
      width={bar.width}
      height={bar.height}
    >
      <title>{`${sayMoment(bar.begin)}: ${formatFigure(bar.most)}`}</title>
    </rect>
  );
}

interface AxesProps {
  chart: RateChart;
  frame: { left: number; right: number; bottom: number };
}

function Axes({ chart, frame }: AxesProps) {
  return (
    <g class="rate-axes">
      {chart.numbers.map(({ value, y }) => (
        <g key={value}>
          <line x1={frame.left} x2={frame.right} y1={y} y2={y} />
          <text class="rate-number" x={frame.left - 6} y={y + 4}>
            {value}
          </text>
        </g>
      ))}
      {chart.times.map(({ at, x, day }) => (
        <g key={at}>
          <line x1={x} x2={x} y1={frame.bottom} y2={frame.bottom + 4} />
          <text class={day ? "rate-time rate-day" : "rate-time"} x={x} y={frame.bottom + 17}>
            {day ? formatDay(at).slice(5) : formatMinute(at)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** A table that is put away until somebody wants it; it does not exist before. */
export function Folded({ children }: { children: () => ComponentChildren }) {
  const { say } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <details class="folded" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say("asTable")}</summary>
      {open && children()}
    </details>
  );
}

function BarTable({ report }: { report: KpiReport }) {
  const { say } = useSpeech();
  if (report.bars.length === 0) return null;
  return (
    <Folded>
      {() => (
        <table class="report-table" data-testid="rate-table">
          <thead>
            <tr>
              <th scope="col">{say("columnBegin")}</th>
              <th scope="col" class="number">
                {say("columnAlarms")}
              </th>
              <th scope="col" class="number">
                {say("columnMost")}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.bars.map((bar) => (
              <tr key={bar.begin}>
                <th scope="row">{sayMoment(bar.begin)}</th>
                <td class="number">{bar.alarms}</td>
                <td class="number">{formatFigure(bar.most)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Folded>
  );
}

function FloodTable({ floods }: { floods: readonly KpiFlood[] }) {
  const { say, duration } = useSpeech();
  return (
    <table class="report-table" data-testid="floods">
      <caption class="unseen">{say("flood")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("columnBegin")}</th>
          <th scope="col">{say("columnEnd")}</th>
          <th scope="col" class="number">
            {say("columnLasted")}
          </th>
          <th scope="col" class="number">
            {say("columnAlarms")}
          </th>
          <th scope="col" class="number">
            {say("columnPeak")}
          </th>
        </tr>
      </thead>
      <tbody>
        {floods.map((flood) => (
          <tr key={flood.begin}>
            <th scope="row">{sayMoment(flood.begin)}</th>
            <td>{sayMoment(flood.end)}</td>
            <td class="number">{duration(flood.end - flood.begin)}</td>
            <td class="number">{flood.alarms}</td>
            <td class="number">{formatFigure(flood.peak_10min)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
