/**
 * The list of alarms that call people, one line a source. Its order stands still while the operator
 * works in it.
 */
import { useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { worse } from "../state/alarms";
import { alarmsOf, foldLines, sortLines, type Line } from "../state/folding";
import { arrange, isFrozen, type Arrangement } from "../state/order";
import type { Priority } from "../wire/frames";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { Row } from "./alarm_row";
import { Badge } from "./badge";
import { Grid } from "./grid";
import { useSpeech } from "./language";

/** Each column's word, and the class of those that a narrow list does without. */
const COLUMNS: readonly [Word, string][] = [
  ["columnPriority", ""],
  ["columnState", ""],
  ["columnTime", ""],
  ["columnUnit", "cell-unit"],
  ["columnAlarm", ""],
  ["columnValue", "number"],
  ["columnLimit", "number cell-limit"],
  ["columnDuration", "number"],
  ["columnActor", "cell-by"],
];

interface Lines extends Arrangement {
  lines: ReadonlyMap<string, Line>;
}

const NO_LINES: Lines = { order: [], known: new Set(), waiting: [], lines: new Map() };

/** The lines on the screen in their order, with those that left the list while it was frozen. */
function useLines(desk: Desk, touched: number | null): Lines {
  const stream = desk.conversation.streams.alarms;
  const { priorities, hazard, enterprise } = desk;
  const filter = useMemo(
    () => ({ priorities, hazard, enterprise }),
    [priorities, hazard, enterprise],
  );
  const folded = useMemo(() => foldLines(stream.rows.values()), [stream, stream.version]);
  const sorted = useMemo(() => sortLines(folded.values(), filter), [folded, filter]);
  const last = useRef({ ...NO_LINES, filter });

  const frozen = last.current.filter === filter && isFrozen(performance.now(), touched);
  const arrangement = arrange(
    last.current,
    sorted.map((line) => line.source),
    sorted.flatMap((line) => alarmsOf(line).map((alarm) => alarm.id)),
    frozen,
  );
  const lines = new Map<string, Line>();
  for (const source of arrangement.order) {
    const line = folded.get(source) ?? last.current.lines.get(source);
    if (line) lines.set(source, line);
  }
  last.current = { ...arrangement, lines, filter };
  return last.current;
}

export function AlarmTable({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const [touched, setTouched] = useState<number | null>(null);
  const { order, waiting, lines } = useLines(desk, touched);
  const choose = (source: string) => {
    const line = lines.get(source);
    if (line) desk.selectAlarm(line.lead.id);
  };
  return (
    <Grid
      desk={desk}
      label={say("alarms")}
      layout="alarm-columns"
      columns={COLUMNS}
      order={order}
      chosen={desk.selectedSource}
      choose={choose}
      touch={setTouched}
      row={(source, index) => {
        const line = lines.get(source);
        return line && <Row key={source} desk={desk} park={park} line={line} index={index} />;
      }}
      empty={<Empty desk={desk} />}
      over={(toTop) =>
        waiting.length > 0 && (
          <NewAlarms
            desk={desk}
            waiting={waiting}
            onClick={() => {
              setTouched(null);
              toTop();
            }}
          />
        )
      }
      testid="alarm-table"
    />
  );
}

function Empty({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  if (!desk.conversation.streams.alarms.whole) return <p class="empty">{say("loading")}</p>;
  const filtered = desk.hazard !== null || desk.priorities.size > 0;
  return <p class="empty">{say(filtered ? "noAlarmsMatch" : "noAlarms")}</p>;
}

interface NewAlarmsProps {
  desk: Desk;
  waiting: readonly string[];
  onClick: () => void;
}

function NewAlarms({ desk, waiting, onClick }: NewAlarmsProps) {
  const { say } = useSpeech();
  let worst: Priority | null = null;
  for (const id of waiting) {
    const alarm = desk.alarms.get(id);
    if (alarm) worst = worse(worst, alarm.priority);
  }
  return (
    <button type="button" class="new-alarms" onClick={onClick} data-testid="new-alarms">
      {worst && <Badge priority={worst} look="calling" />}{" "}
      {say("newAlarms", { count: waiting.length })}
    </button>
  );
}
