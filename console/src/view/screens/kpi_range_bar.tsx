/** Over which time the performance is told: the usual ones, own days, and the report as a file. */
import type { Desk } from "../../desk";
import { RANGES, writeChoice, type RangeChoice, type RangeName } from "../../state/kpi_range";
import type { FileForm } from "../../wire/reports";
import { formatDay } from "../../words/time";
import { useSpeech } from "../language";

interface RangeBarProps {
  desk: Desk;
  choice: RangeChoice;
  again: () => void;
  busy: boolean;
  /** What is shown is still that of the time before. */
  old: boolean;
  /** Null while it is not known over which time. */
  files: ((form: FileForm) => string) | null;
}

/** Shows another time, broken down as before. */
function show(desk: Desk, choice: RangeChoice): void {
  const by = desk.address.query.get("by");
  desk.show({ ...writeChoice(choice), ...(by ? { by } : {}) });
}

export function RangeBar({ desk, choice, again, busy, old, files }: RangeBarProps) {
  const { say } = useSpeech();
  const pick = (name: RangeName) => {
    const today = formatDay(desk.now);
    show(desk, { name, first: choice.first || today, last: choice.last || today });
  };
  return (
    <header class="kpi-head">
      <h2>{say("kpiTitle")}</h2>
      <div class="kpi-ranges" role="group" aria-label={say("kpiRange")}>
        {RANGES.map((name) => (
          <button
            key={name}
            type="button"
            class="report-choice"
            aria-pressed={choice.name === name}
            onClick={() => pick(name)}
            data-testid={`range-${name}`}
          >
            {say(`range_${name}`)}
          </button>
        ))}
      </div>
      {choice.name === "own" && <OwnDays desk={desk} choice={choice} />}
      <div class="kpi-files">
        <span role="status">{old && <span class="chip">{say("stillBefore")}</span>}</span>
        <button type="button" onClick={again} disabled={busy} data-testid="count-again">
          {say(busy ? "counting" : "countAgain")}
        </button>
        {files && <FileLinks files={files} />}
      </div>
    </header>
  );
}

export function FileLinks({ files }: { files: (form: FileForm) => string }) {
  const { say } = useSpeech();
  return (
    <>
      <a class="file-link" href={files("html")} target="_blank" rel="noopener">
        {say("filePage")}
      </a>
      <a class="file-link" href={files("csv")} download>
        {say("fileCsv")}
      </a>
    </>
  );
}

function OwnDays({ desk, choice }: { desk: Desk; choice: RangeChoice }) {
  const { say } = useSpeech();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    show(desk, { name: "own", first: String(data.get("first")), last: String(data.get("last")) });
  };
  return (
    <form class="kpi-own" onSubmit={submit} data-testid="own-days">
      <label>
        {say("rangeFirst")} <input type="date" name="first" defaultValue={choice.first} />
      </label>
      <label>
        {say("rangeLast")} <input type="date" name="last" defaultValue={choice.last} />
      </label>
      <span class="muted">{say("beijingTime")}</span>
      <button data-testid="own-show">{say("rangeShow")}</button>
    </form>
  );
}
