/**
 * How well the alarm system does (IEC 62682, EEMUA 191), and the online rate: over which time, and the
 * report's figures beside their targets. Nothing is counted here.
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  readChoice,
  spanOf,
  type RangeChoice,
  type RangeFault,
  type Span,
} from "../../state/kpi_range";
import { readShifts, runningAt, type ShiftTurn } from "../../wire/handovers";
import { GROUPINGS, linkToKpi, readKpi, readOnline, type Grouping } from "../../wire/reports";
import { useSpeech } from "../language";
import { KpiReportView } from "./kpi_report";
import { RangeBar } from "./kpi_range_bar";
import { OnlinePanel } from "./online_panel";
import { useReading } from "./reading";
import type { ScreenProps } from "./screens";
import "../../style/kpi.css";

/** By what an address asks the figures to be broken down. */
function readGrouping(query: ReadonlyMap<string, readonly string[]>): Grouping {
  const word = query.get("by")?.[0];
  return GROUPINGS.find((known) => known === word) ?? "enterprise";
}

type Shifts = readonly ShiftTurn[] | "failed" | null;

/** Null: it is not known yet. */
type Asked = Span | RangeFault | "shifts_unread" | null;

/** The plant's shifts, read again whenever something is counted again. */
function useShifts(times: number): Shifts {
  const [shifts, setShifts] = useState<Shifts>(null);
  useEffect(() => {
    const abort = new AbortController();
    readShifts(abort.signal)
      .then(setShifts)
      .catch(() => {
        if (!abort.signal.aborted) setShifts("failed");
      });
    return () => abort.abort();
  }, [times]);
  return shifts;
}

function ask(choice: RangeChoice, shifts: Shifts, now: number): Asked {
  if (choice.name !== "shift") return spanOf(choice, now, null);
  if (shifts === null) return null;
  return shifts === "failed" ? "shifts_unread" : spanOf(choice, now, runningAt(shifts, now));
}

/** The time that is counted: it stands still until another is chosen, or somebody counts again. */
function useAsked(desk: Desk, choice: RangeChoice, times: number): Asked {
  const shifts = useShifts(times);
  // Before the first frame it is not known what the platform takes for now.
  const known = desk.pictureTime !== null;
  return useMemo(
    () => (known ? ask(choice, shifts, desk.now) : null),
    [JSON.stringify(choice), times, known, choice.name === "shift" && shifts],
  );
}

export function KpiScreen({ desk }: ScreenProps) {
  const speech = useSpeech();
  const { say, named } = speech;
  const { query } = desk.address;
  const choice = readChoice(query);
  const by = readGrouping(query);
  const [times, setTimes] = useState(0);
  const again = () => setTimes((count) => count + 1);
  const asked = useAsked(desk, choice, times);
  const span = typeof asked === "string" ? null : asked;
  const key = span && `${span.from} ${span.to} ${times}`;
  const kpi = useReading(key && `${key} ${by}`, (signal) => readKpi(span!, by, signal));
  const online = useReading(key, (signal) => readOnline(span!, signal));
  // The page is drawn twice a second; a report stays what it is.
  const report = useMemo(
    () => kpi.what && <KpiReportView desk={desk} report={kpi.what} by={by} />,
    [desk, desk.park, kpi.what, by, speech],
  );
  return (
    <main class="screen kpi" data-testid="kpi" aria-busy={kpi.busy}>
      <RangeBar
        desk={desk}
        choice={choice}
        again={again}
        busy={kpi.busy || online.busy}
        old={kpi.busy && kpi.what !== null}
        files={span && ((form) => linkToKpi(span, by, form))}
      />
      {typeof asked === "string" && (
        <p class="empty" role="alert" data-testid="range-fault">
          {named("rangeFault", asked)}
        </p>
      )}
      {kpi.fault && <Fault fault={kpi.fault} again={again} />}
      {kpi.busy && !kpi.what && (
        <p class="empty" role="status">
          {say("counting")}
        </p>
      )}
      {report}
      {span && <OnlinePanel reading={online} span={span} />}
    </main>
  );
}

function Fault({ fault, again }: { fault: string; again: () => void }) {
  const { say, named } = useSpeech();
  const why = named("reportFault", fault);
  return (
    <p class="empty" role="alert" data-testid="report-fault">
      {why === fault ? say("reportFault_other") : why}{" "}
      <button type="button" onClick={again}>
        {say("tryAgain")}
      </button>
    </p>
  );
}
