/** The alarms that a report lists, each leading to where it stands on the overview. */
import type { Desk } from "../../desk";
import type { KpiAlarm, KpiReport } from "../../wire/reports";
import type { Bilingual } from "../../wire/frames";
import { formatFigure } from "../../words/figure";
import { formatInstant } from "../../words/time";
import { useSpeech } from "../language";

const WIDTH = 80;
const HEIGHT = 8;

/** An alarm as the report calls it; a link where there is something to be shown of it. */
export function ReportedAlarm({ desk, id, label }: { desk: Desk; id: string; label: Bilingual }) {
  const { pick } = useSpeech();
  const told = pick(label) || id;
  return (
    <>
      {desk.knows(id) ? (
        <button type="button" class="link" onClick={() => desk.openAlarm(id)} data-alarm={id}>
          {told}
        </button>
      ) : (
        told
      )}
      <small class="muted">{id}</small>
    </>
  );
}

interface ActorTableProps {
  desk: Desk;
  title: string;
  actors: readonly KpiAlarm[];
  testid: string;
}

export function ActorTable({ desk, title, actors, testid }: ActorTableProps) {
  const { say } = useSpeech();
  const most = Math.max(1, ...actors.map((actor) => actor.count));
  return (
    <section class="block" data-testid={testid}>
      <h3>{title}</h3>
      {actors.length === 0 ? (
        <p class="muted">{say("nothingHere")}</p>
      ) : (
        <table class="report-table">
          <thead>
            <tr>
              <th scope="col">{say("columnAlarm")}</th>
              <th scope="col" class="number">
                {say("columnCount")}
              </th>
              <th scope="col" class="number">
                {say("columnShare")}
              </th>
            </tr>
          </thead>
          <tbody>
            {actors.map((actor) => (
              <tr key={actor.alarm}>
                <th scope="row">
                  <ReportedAlarm desk={desk} id={actor.alarm} label={actor.label} />
                </th>
                <td class="number">
                  {actor.count}
                  <svg class="count-bar" width={WIDTH} height={HEIGHT} aria-hidden="true">
                    <rect width={(actor.count / most) * WIDTH} height={HEIGHT} />
                  </svg>
                </td>
                <td class="number">{formatFigure(actor.share)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** What stands, on the whole, and what has stood for longest. */
export function StaleTable({ desk, report }: { desk: Desk; report: KpiReport }) {
  const { say, duration } = useSpeech();
  const { total } = report;
  return (
    <section class="block" data-testid="stale">
      <h3>{say("staleAlarms")}</h3>
      <p class="kpi-standing">
        {say("standingAtEnd")} <strong>{total.standing}</strong>{" "}
        <span class="muted">
          {say("standingHeldOf")} {total.standing_held}
        </span>{" "}
        · {say("standingMean")} <strong>{formatFigure(total.standing_mean)}</strong>
      </p>
      {report.stale.length === 0 ? (
        <p class="muted">{say("nothingHere")}</p>
      ) : (
        <table class="report-table">
          <thead>
            <tr>
              <th scope="col">{say("columnAlarm")}</th>
              <th scope="col">{say("columnSince")}</th>
              <th scope="col" class="number">
                {say("columnFor")}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.stale.map((one) => (
              <tr key={`${one.alarm} ${one.since}`}>
                <th scope="row">
                  <ReportedAlarm desk={desk} id={one.alarm} label={one.label} />
                </th>
                <td>{formatInstant(one.since)}</td>
                <td class="number">{duration(one.standing_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
