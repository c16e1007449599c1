/**
 * The alarm list: a real grid of which only the rows in view exist, so that five thousand alarms
 * cost no more than forty. Its order stands still while the operator works in it.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { sortAlarms, stands, wantsAcknowledgement, worse } from "../state/alarms";
import { arrange, isFrozen, type Arrangement } from "../state/order";
import { rowsInView, scrollToShow } from "../state/rows_in_view";
import type { AlarmRow, Priority } from "../wire/frames";
import type { Park } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { formatNear } from "../words/time";
import type { Word } from "../words/words";
import { Badge } from "./badge";
import { sayCondition } from "./condition";
import { useSpeech } from "./language";
import { decimalsOfTag, readTag } from "./reading";

const ROW_HEIGHT = 46;
const PAGE_ROWS = 10;

const COLUMNS: readonly Word[] = [
  "columnPriority",
  "columnState",
  "columnTime",
  "columnUnit",
  "columnAlarm",
  "columnValue",
  "columnLimit",
  "columnDuration",
  "columnActor",
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
  const { priorities, hazard } = desk;
  const filter = useMemo(() => ({ priorities, hazard }), [priorities, hazard]);
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
      setView({ top: element.scrollTop, height: element.clientHeight }),
    );
    measure.observe(element);
    return () => measure.disconnect();
  }, []);

  const show = (index: number) => {
    const element = body.current;
    if (element)
      element.scrollTop = scrollToShow(index, element.scrollTop, element.clientHeight, ROW_HEIGHT);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    touch();
    const move = MOVES[event.key];
    if (event.key === "Enter") {
      document.getElementById("detail")?.focus();
    } else if (move !== undefined && order.length > 0) {
      event.preventDefault();
      const from = order.indexOf(desk.selection.alarm ?? "");
      const to = Math.min(order.length - 1, Math.max(0, from + move));
      desk.selectAlarm(order[to]!);
      show(to);
    }
  };
  // Nothing chosen and nobody's hand on the keys: the arrow keys belong to the list.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.target === document.body && event.key in MOVES) {
        body.current?.focus();
        onKeyDown(event);
      }
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
      <div class="table-head alarm-columns" aria-hidden="true">
        {COLUMNS.map((word) => (
          <span key={word}>{say(word)}</span>
        ))}
      </div>
      {waiting.length > 0 && <NewAlarms desk={desk} waiting={waiting} onClick={letIn} />}
      <div
        ref={body}
        class="table-body"
        role="grid"
        tabIndex={0}
        aria-label={say("alarms")}
        aria-rowcount={order.length}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={desk.selection.alarm ? rowId(desk.selection.alarm) : undefined}
        onScroll={(event) =>
          setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
        }
        onBlur={() => setTouched(null)}
        onKeyDown={onKeyDown}
        data-testid="alarm-table"
      >
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

function rowId(alarm: string): string {
  return `alarm-${alarm}`;
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

function lookOf(alarm: AlarmRow): "steady" | "calling" | "hollow" {
  if (!wantsAcknowledgement(alarm) || alarm.held) return "steady";
  return alarm.state === "returned_unacknowledged" ? "hollow" : "calling";
}

interface RowProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
  index: number;
}

function Row({ desk, park, alarm, index }: RowProps) {
  const speech = useSpeech();
  const { named, name, pick } = speech;
  const gone = !desk.alarms.has(alarm.id);
  const state = gone ? "normal" : alarm.state;
  const tag = park.tags.get(alarm.source);
  const hazard = park.hazards.get(alarm.hazard);
  const reading = tag && readTag(desk, tag);
  const decimals = tag ? decimalsOfTag(tag) : decimalsFor(null, null, [alarm.limit]);
  const value =
    reading && stands(alarm) && alarm.limit !== null
      ? reading.text
      : formatNumber(alarm.value, decimals);
  const classes = [
    "row alarm-columns",
    gone || alarm.held
      ? "row-held"
      : wantsAcknowledgement(alarm)
        ? `row-unacknowledged row-${alarm.priority}`
        : "",
    desk.selection.alarm === alarm.id ? "row-chosen" : "",
    reading?.stale ? "is-stale" : "",
  ];
  return (
    <div
      id={rowId(alarm.id)}
      class={classes.join(" ")}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={desk.selection.alarm === alarm.id}
      onClick={() => desk.selectAlarm(alarm.id)}
      data-testid="alarm-row"
      data-alarm={alarm.id}
      data-state={state}
    >
      <span role="gridcell">
        <Badge priority={alarm.priority} look={gone ? "hollow" : lookOf(alarm)} />
      </span>
      <span role="gridcell" class="wrap">
        {alarm.held ? named("held", alarm.held) : named("state", state)}
      </span>
      <span role="gridcell" class="wrap number">
        {alarm.raised_at === null ? "—" : formatNear(alarm.raised_at, desk.now)}
      </span>
      <span role="gridcell" class="wrap">
        {hazard ? name(hazard) : "—"}
      </span>
      <span role="gridcell" class="two-lines">
        <span>
          <b>{alarm.source}</b> {sayCondition(speech, park, alarm.source, alarm.condition)}
        </span>
        <small title={pick(alarm.message)}>{tag ? name(tag) : pick(alarm.message)}</small>
      </span>
      <span role="gridcell" class="number value">
        {value} <small>{alarm.unit}</small>
      </span>
      <span role="gridcell" class="number">
        {formatNumber(alarm.limit, decimals)}
      </span>
      <span role="gridcell" class="number">
        {durationOf(desk, alarm, speech.duration)}
      </span>
      <span role="gridcell" class="ellipsis">
        {alarm.by || "—"}
      </span>
    </div>
  );
}

/** How long the condition has stood, or did stand. */
function durationOf(desk: Desk, alarm: AlarmRow, format: (ms: number) => string): string {
  if (alarm.raised_at === null) return "—";
  return format((stands(alarm) ? desk.now : (alarm.returned_at ?? desk.now)) - alarm.raised_at);
}

/** Speaks the newest critical alarm to a screen reader, and nothing less than critical. */
function CriticalAnnouncer({ desk, park }: { desk: Desk; park: Park }) {
  const speech = useSpeech();
  const newest = [...desk.alarms.values()]
    .filter(
      (alarm) => alarm.priority === "critical" && alarm.state === "unacknowledged" && !alarm.held,
    )
    .reduce<AlarmRow | null>(
      (late, alarm) => ((late?.raised_at ?? 0) >= (alarm.raised_at ?? 0) && late ? late : alarm),
      null,
    );
  return (
    <p class="unseen" aria-live="assertive">
      {newest &&
        `${speech.named("priority", "critical")} ${newest.source} ${sayCondition(speech, park, newest.source, newest.condition)}`}
    </p>
  );
}
