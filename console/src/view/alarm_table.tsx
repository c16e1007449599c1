/**
 * The list of alarms that call people: one line a source, what follows from another alarm or was
 * placed beneath it put away under that one, counted. Its order stands still while the operator works
 * in it.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { worse } from "../state/alarms";
import { isPartial } from "../state/filter";
import { filterLines, type Line } from "../state/folding";
import { groupLines, type Member } from "../state/nesting";
import { arrange, isFrozen, PACE_MS, type Arrangement, type Order } from "../state/order";
import { findShown, layOut, membersOf } from "../state/outline";
import type { Priority } from "../wire/frames";
import type { Park } from "../wire/plant";
import type { Word } from "../words/words";
import { Row } from "./alarm_row";
import { Badge } from "./badge";
import { Grid } from "./grid";
import { isForOverview } from "./keys";
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
  members: ReadonlyMap<string, readonly Member[]>;
}

const NO_LINES: Lines = {
  order: [],
  seats: new Map(),
  known: [],
  waiting: [],
  lines: new Map(),
  members: new Map(),
};

/** The lines as they ought to stand now, and all alarms in them, most urgent first. */
function workOut({ board, overview }: Desk): { wanted: Order; alarms: string[] } {
  const lines = filterLines(board.sorted, overview.filter);
  const alarms: string[] = [];
  for (const line of lines) for (const { id } of line.alarms) alarms.push(id);
  return { wanted: layOut(groupLines(lines)), alarms };
}

/** Draws again when a time has passed; null: there is nothing to wait for. */
function useLater(desk: Desk, wait: number | null): void {
  const waits = wait !== null;
  useEffect(() => {
    if (wait === null) return;
    const timer = setTimeout(() => desk.changed(), wait);
    return () => clearTimeout(timer);
    // One timer for a wait: each picture in it would begin another.
  }, [desk, waits]);
}

/**
 * The lines on the screen in their order, with those that left the list while it was frozen. What a
 * line says is always as it is now; where lines stand is worked out once in a while.
 */
function useLines(desk: Desk, touched: number | null): Lines {
  const { board } = desk;
  const { filter } = desk.overview;
  const { version } = desk.conversation.streams.alarms;
  // Seen is the version that `drawn` says, version the one by which it is arranged.
  const none = { filter, version: -1, seen: -1, frozen: false, at: -Infinity };
  const last = useRef({ drawn: NO_LINES, ...none });
  const { drawn, ...before } = last.current;
  const now = performance.now();
  const frozen = before.filter === filter && isFrozen(now, touched);
  const same = before.filter === filter && before.frozen === frozen;
  const wait = before.at + PACE_MS - now;
  const stands = same && (wait > 0 || before.version === version);
  useLater(desk, stands && before.version !== version ? wait : null);
  if (stands) {
    if (before.seen === version) return drawn;
    const next = { ...drawn, lines: keepGone(drawn, board.lines) };
    last.current = { ...last.current, drawn: next, seen: version };
    return next;
  }
  const { wanted, alarms } = workOut(desk);
  const arrangement = arrange(drawn, wanted, alarms, frozen);
  const lines = frozen ? keepGone(drawn, board.lines) : board.lines;
  const next = { ...arrangement, lines, members: membersOf(arrangement, board.lines) };
  last.current = { drawn: next, filter, version, seen: version, frozen, at: now };
  return next;
}

/** What is drawn as it is now, and what has gone as it was. */
function keepGone({ order, lines }: Lines, now: ReadonlyMap<string, Line>): Map<string, Line> {
  const kept = new Map(now);
  for (const source of order) {
    const line = lines.get(source);
    if (line && !kept.has(source)) kept.set(source, line);
  }
  return kept;
}

/** Opens and closes groups: by a click, and with G the one to which the chosen line belongs. */
function useToggle(desk: Desk, { seats, members, lines }: Lines, touch: () => void) {
  const toggle = (head: string) => {
    touch();
    const chosen = desk.selectedSource;
    const away = desk.opened.has(head) && chosen !== null && seats.get(chosen)?.head === head;
    const lead = lines.get(head)?.lead;
    // What is put away can't stay chosen: its lead is.
    if (away && lead) desk.selectAlarm(lead.id);
    desk.toggleOpen(head);
  };
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const chosen = desk.selectedSource;
      if (event.key.toLowerCase() !== "g" || chosen === null || !isForOverview(desk, event)) return;
      const head = seats.get(chosen)?.head ?? chosen;
      if (members.has(head)) toggle(head);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
  return toggle;
}

export function AlarmTable({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const [touched, setTouched] = useState<number | null>(null);
  const list = useLines(desk, touched);
  const toggle = useToggle(desk, list, () => setTouched(performance.now()));
  const { opened, selectedSource: chosen } = desk;
  const shown = useMemo(
    () => findShown(list, list.lines, opened, chosen),
    [list, opened, chosen],
  );
  const choose = (source: string) => {
    const line = list.lines.get(source);
    if (line) desk.selectAlarm(line.lead.id);
  };
  return (
    <Grid
      desk={desk}
      tree
      label={say("alarms")}
      layout="alarm-columns"
      columns={COLUMNS}
      order={shown}
      chosen={chosen}
      choose={choose}
      touch={setTouched}
      read={(sources) => lookAt(desk, list, sources)}
      row={(source, index) => {
        const line = list.lines.get(source);
        return (
          line && (
            <Row
              key={source}
              desk={desk}
              park={park}
              line={line}
              index={index}
              seat={list.seats.get(source) ?? null}
              members={list.members.get(source) ?? []}
              toggle={toggle}
            />
          )
        );
      }}
      empty={<Empty desk={desk} />}
      over={(toTop) =>
        list.waiting.length > 0 && (
          <NewAlarms
            desk={desk}
            waiting={list.waiting}
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

/** Of each line that can be read the alarm that leads it has been seen, and none of the others. */
function lookAt(desk: Desk, { lines }: Lines, sources: readonly string[]): void {
  const readable = desk.liveness !== "lost" && !desk.help && document.visibilityState === "visible";
  const leads = sources.flatMap((source) => {
    const lead = lines.get(source)?.lead;
    return (lead && desk.alarms.get(lead.id)) ?? [];
  });
  desk.bulk.seen.look(readable && desk.phase === "open" ? leads : [], performance.now());
  desk.bulk.seen.keep(desk.alarms);
}

function Empty({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  if (!desk.conversation.streams.alarms.whole) return <p class="empty">{say("loading")}</p>;
  return <p class="empty">{say(isPartial(desk.overview.filter) ? "noAlarmsMatch" : "noAlarms")}</p>;
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
