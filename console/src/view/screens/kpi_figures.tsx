/** Tables of plain figures: how fast alarms were acknowledged, what was held, who had how many. */
import type { Desk } from "../../desk";
import { GROUPINGS, type Grouping, type KpiFigures, type KpiReport } from "../../wire/reports";
import { formatFigure } from "../../words/figure";
import type { Word } from "../../words/words";
import { Badge } from "../badge";
import { useSpeech, type Speech } from "../language";

function Head({ words }: { words: readonly Word[] }) {
  const { say } = useSpeech();
  const [first, ...rest] = words;
  return (
    <thead>
      <tr>
        <th scope="col">{say(first!)}</th>
        {rest.map((word) => (
          <th key={word} scope="col" class="number">
            {say(word)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Numbers({ cells }: { cells: readonly string[] }) {
  return (
    <>
      {cells.map((cell, place) => (
        <td key={place} class="number">
          {cell}
        </td>
      ))}
    </>
  );
}

function sayTime({ duration }: Speech, ms: number | null): string {
  return ms === null ? "—" : duration(ms);
}

export function Responses({ report }: { report: KpiReport }) {
  const speech = useSpeech();
  return (
    <section class="block" data-testid="response">
      <h3>{speech.say("response")}</h3>
      <table class="report-table">
        <Head
          words={[
            "columnPriority",
            "columnAcknowledged",
            "columnMedian",
            "columnP90",
            "columnLongest",
            "columnWaiting",
          ]}
        />
        <tbody>
          {report.total.response.map((one) => (
            <tr key={one.priority ?? ""}>
              <th scope="row">
                {one.priority ? <Badge priority={one.priority} /> : speech.say("breakdownAll")}
              </th>
              <Numbers
                cells={[
                  String(one.acknowledged),
                  sayTime(speech, one.median_ms),
                  sayTime(speech, one.p90_ms),
                  sayTime(speech, one.longest_ms),
                  String(one.waiting),
                ]}
              />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Holdings({ report }: { report: KpiReport }) {
  const speech = useSpeech();
  return (
    <section class="block" data-testid="holdings">
      <h3>{speech.say("holdings")}</h3>
      <table class="report-table">
        <Head
          words={[
            "columnKind",
            "columnBegun",
            "columnOfAlarms",
            "columnInAll",
            "columnAtEnd",
            "columnRaised",
          ]}
        />
        <tbody>
          {report.holdings.map((one) => (
            <tr key={one.held}>
              <th scope="row">{speech.named("held", one.held)}</th>
              <Numbers
                cells={[
                  String(one.begun),
                  String(one.alarms),
                  speech.duration(one.held_ms),
                  String(one.standing),
                  String(one.raised),
                ]}
              />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface BreakdownProps {
  desk: Desk;
  report: KpiReport;
  by: Grouping;
}

/** The same figures of each enterprise, hazard, priority or shift, and of all together. */
export function Breakdown({ desk, report, by }: BreakdownProps) {
  const speech = useSpeech();
  const choose = (grouping: Grouping) =>
    desk.show({ ...Object.fromEntries(desk.address.query), by: [grouping] });
  return (
    <section class="block" data-testid="breakdown">
      <div class="block-head">
        <h3>{speech.say("breakdown")}</h3>
        <div class="kpi-ranges" role="group" aria-label={speech.say("breakdown")}>
          {GROUPINGS.map((grouping) => (
            <button
              key={grouping}
              type="button"
              class="report-choice"
              aria-pressed={by === grouping}
              onClick={() => choose(grouping)}
              data-testid={`by-${grouping}`}
            >
              {speech.say(`by_${grouping}`)}
            </button>
          ))}
        </div>
      </div>
      <div class="report-wide">
        <table class="report-table">
          <Head
            words={[
              `by_${report.by}`,
              "columnAlarms",
              "columnPerHour",
              "columnPeak",
              "columnFloodTime",
              "columnChattering",
              "columnFleeting",
              "columnStale",
              "standingAtEnd",
              "columnMedian",
              "columnWaiting",
            ]}
          />
          <tbody>
            {report.groups.map((group) => (
              <tr key={group.key}>
                <th scope="row">
                  {speech.pick(group.label)}
                  {report.by !== "shift" && <small class="muted">{group.key}</small>}
                </th>
                <Numbers cells={tellFigures(speech, group.figures)} />
              </tr>
            ))}
            <tr class="report-total">
              <th scope="row">{speech.say("breakdownAll")}</th>
              <Numbers cells={tellFigures(speech, report.total)} />
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}

function tellFigures(speech: Speech, figures: KpiFigures): string[] {
  const all = figures.response[0];
  return [
    String(figures.annunciated),
    formatFigure(figures.per_hour),
    formatFigure(figures.peak_10min),
    sayTime(speech, figures.flood_ms),
    String(figures.chattering_alarms),
    String(figures.fleeting),
    String(figures.stale),
    String(figures.standing),
    sayTime(speech, all?.median_ms ?? null),
    String(all?.waiting ?? 0),
  ];
}
