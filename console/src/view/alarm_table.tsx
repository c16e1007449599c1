/**
 * The alarm list: a real grid of which only the rows in view exist, so that five thousand alarms
 * cost no more than forty. Its order stands still while the operator works in it.
 */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { sortAlarms, worse } from "../state/alarms";
import { arrange, isFrozen, type Arrangement } from "../state/order";
import { rowsInView, scrollToShow } from "../state/rows_in_view";
import type { AlarmRow, Priority } from "../wire/frames";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { Row, rowId } from "./alarm_row";
import { CriticalAnnouncer } from "./announcer";
import { Badge } from "./badge";
import { isForOverview } from "./keys";
import { useSpeech } from "./language";

const ROW_HEIGHT = 46;
/** Of the head, which stays at the top of the scrolling body; the style sheet says the same. */
const HEAD_HEIGHT = 29;
const PAGE_ROWS = 10;

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

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
};

/** The order on the screen, and alarms that left the list while it was frozen. */
function useArrangement(
  desk: Desk,
  touched: number | null,
): Arrangement & { rows: Map<string, AlarmRow> } {
  const stream = desk.conversation.streams.alarms;
  const { priorities, hazard, enterprise } = desk;
  const filter = useMemo(
    () => ({ priorities, hazard, enterprise }),
    [priorities, hazard, enterprise],
  );
  const sorted = useMemo(
    () => sortAlarms(stream.rows.values(), filter),
    [stream, stream.version, filter],
  );
  const last = useRef({
    filter,
    order: [] as readonly string[],
    rows: new Map<string, AlarmRow>(),
  });

  const frozen = last.current.filter === filter && isFrozen(performance.now(), touched);
  const arrangement = arrange(
    last.current.order,
    sorted.map((alarm) => alarm.id),
    frozen,
  );
  const rows = new Map<string, AlarmRow>();
  for (const id of arrangement.order) {
    const row = stream.rows.get(id) ?? last.current.rows.get(id);
    if (row) rows.set(id, row);
  }
  last.current = { filter, order: arrangement.order, rows };
  return { ...arrangement, rows };
}

export function AlarmTable({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const [touched, setTouched] = useState<number | null>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const body = useRef<HTMLDivElement>(null);
  const { order, waiting, rows } = useArrangement(desk, touched);
  const { first, end } = rowsInView(view.top, view.height, ROW_HEIGHT, order.length);
  const touch = () => setTouched(performance.now());

  useLayoutEffect(() => {
    const element = body.current;
    if (!element) return;
    const measure = new ResizeObserver(() =>
      setView({ top: element.scrollTop, height: element.clientHeight - HEAD_HEIGHT }),
    );
    measure.observe(element);
    return () => measure.disconnect();
  }, []);

  const move = (by: number) => {
    const element = body.current;
    if (!element || order.length === 0) return;
    const from = order.indexOf(desk.selection.alarm ?? "");
    const to = Math.min(order.length - 1, Math.max(0, from + by));
    desk.selectAlarm(order[to]!);
    const height = element.clientHeight - HEAD_HEIGHT;
    element.scrollTop = scrollToShow(to, element.scrollTop, height, ROW_HEIGHT);
    // So that what follows, Space above all, is meant for the row and not for a button.
    element.focus({ preventScroll: true });
  };
  // With the rows, not after them: a key must never meet the order of the picture before.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const by = MOVES[event.key];
      if (by === undefined || !isForOverview(desk, event) || scrolls(event)) return;
      event.preventDefault();
      touch();
      move(by);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
  const letIn = () => {
    setTouched(null);
    if (body.current) body.current.scrollTop = 0;
  };

  return (
    <div
      class="table"
      onPointerMove={touch}
      onPointerDown={touch}
      onPointerLeave={() => setTouched(null)}
    >
      {waiting.length > 0 && <NewAlarms desk={desk} waiting={waiting} onClick={letIn} />}
      <div
        ref={body}
        class="table-body"
        role="grid"
        tabIndex={0}
        aria-label={say("alarms")}
        aria-rowcount={order.length + 1}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={desk.selection.alarm ? rowId(desk.selection.alarm) : undefined}
        onScroll={(event) =>
          setView({
            top: event.currentTarget.scrollTop,
            height: event.currentTarget.clientHeight - HEAD_HEIGHT,
          })
        }
        onBlur={() => setTouched(null)}
        onKeyDown={touch}
        data-testid="alarm-table"
      >
        <div class="table-head alarm-columns" role="row" aria-rowindex={1}>
          {COLUMNS.map(([word, classes]) => (
            <span key={word} role="columnheader" class={classes}>
              {say(word)}
            </span>
          ))}
        </div>
        <div
          role="presentation"
          class="table-space"
          style={{ height: `${order.length * ROW_HEIGHT}px` }}
        >
          <div role="presentation" style={{ transform: `translateY(${first * ROW_HEIGHT}px)` }}>
            {order.slice(first, end).map((id, index) => {
              const alarm = rows.get(id);
              return (
                alarm && (
                  <Row key={id} desk={desk} park={park} alarm={alarm} index={first + index} />
                )
              );
            })}
          </div>
        </div>
        {order.length === 0 && <Empty desk={desk} />}
      </div>
      <CriticalAnnouncer desk={desk} park={park} />
    </div>
  );
}

/** In the other panes the keys that turn a page turn theirs; the arrows always move the selection. */
function scrolls(event: KeyboardEvent): boolean {
  const elsewhere = event.target instanceof Element && !!event.target.closest("#detail, .hazards");
  return elsewhere && !event.key.startsWith("Arrow");
}

function Empty({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  if (!desk.conversation.streams.alarms.whole) return <p class="empty">{say("loading")}</p>;
  return <p class="empty">{say(desk.alarms.size === 0 ? "noAlarms" : "noAlarmsMatch")}</p>;
}

function NewAlarms({
  desk,
  waiting,
  onClick,
}: {
  desk: Desk;
  waiting: readonly string[];
  onClick: () => void;
}) {
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
