/**
 * One record beside the board: everything of it, and at its foot what may be done. While somebody
 * writes it stays as it was when he began; what came since stands in his form.
 */
import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../../desk";
import type { HandlingView } from "../../wire/handling";
import type { Park } from "../../wire/plant";
import { formatClock } from "../../words/time";
import { useSpeech } from "../language";
import { ActPanel } from "./act_panel";
import { useRecord } from "./reading";
import { RecordFiles } from "./record_files";
import { RecordHead, RecordPlace, RecordSteps } from "./record_facts";
import { RecordTimeline } from "./record_timeline";

interface RecordPaneProps {
  desk: Desk;
  park: Park;
  id: number;
  now: number;
  close: () => void;
}

/** The record as it was when somebody began to write, else as it is. */
function useHeld(view: HandlingView | null, writing: boolean): HandlingView | null {
  const held = useRef(view);
  if (!writing || held.current === null) held.current = view;
  return held.current;
}

export function RecordPane({ desk, park, id, now, close }: RecordPaneProps) {
  const { say } = useSpeech();
  const { body, at, trouble } = useRecord(desk, id);
  const work = desk.handling;
  const writing = work.form?.record === id;
  const shown = useHeld(body, writing);
  const outcome = writing && work.form ? work.outcomeOf(id, work.form.offer)?.kind : undefined;
  useEffect(() => {
    if (body) work.catchUp(body);
  }, [body, outcome]);
  return (
    <section
      id="record"
      class="pane detail record"
      tabIndex={-1}
      aria-label={say("handlingRecord")}
      onKeyDown={(event) => event.key === "Escape" && close()}
      data-testid="handling-record"
    >
      <div class="pane-head">
        <h2>{say("handlingRecord")}</h2>
        <span class="muted">#{id}</span>
        <button type="button" onClick={close} data-testid="record-close">
          {say("handlingBackToBoard")} <kbd>Esc</kbd>
        </button>
      </div>
      {trouble !== "absent" && trouble !== null && at !== null && (
        <p class="record-old" role="status">
          {say("handlingRecordOld", { time: formatClock(at) })}
        </p>
      )}
      {trouble === "absent" ? (
        <p class="empty">{say("handlingAbsent")}</p>
      ) : !shown || !body ? (
        <p class="empty" role="status">
          {say(trouble === "failed" ? "notLoaded" : "loading")}
        </p>
      ) : (
        <>
          <div class="pane-body">
            <RecordHead desk={desk} row={shown.record} now={now} />
            <RecordPlace desk={desk} park={park} row={shown.record} />
            <RecordSteps desk={desk} row={shown.record} />
            <RecordFiles desk={desk} view={body} />
            <RecordTimeline desk={desk} view={shown} />
          </div>
          <ActPanel desk={desk} view={body} />
        </>
      )}
    </section>
  );
}
