/**
 * The columns of the board. Tab comes to one card, the arrows lead to the others; a card that moves
 * to another column takes the focus along.
 */
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  COLUMNS,
  stepTo,
  type Column,
  type HandlingFilter,
  type Placed,
  type Records,
} from "../../state/handling_board";
import { CLOSED_SHOWN } from "../../wire/handling";
import type { Park } from "../../wire/plant";
import { useSpeech } from "../language";
import { Card, cardId } from "./card";

/** Cards of a column that are drawn at once; overdue ones are among the first of them. */
const DRAWN = 40;

interface BoardProps {
  desk: Desk;
  park: Park;
  records: Records;
  placed: Placed;
  filter: HandlingFilter;
  chosen: number | null;
  /** The server's time, whole seconds: nothing here changes faster. */
  now: number;
}

/** The card that has the focus has it still when it was drawn anew in another place. */
function useKeptFocus(): void {
  // Asked while the picture of before is on the page; nobody can move the focus until it is redrawn.
  const before = document.activeElement?.getAttribute("data-record") ?? null;
  useLayoutEffect(() => {
    if (before === null || document.activeElement !== document.body) return;
    document.getElementById(cardId(Number(before)))?.focus({ preventScroll: true });
  });
}

export function Board(props: BoardProps) {
  const { placed, chosen, now, desk } = props;
  const { say, language } = useSpeech();
  useKeptFocus();
  const [more, setMore] = useState<ReadonlySet<Column>>(new Set());
  const [at, setAt] = useState<number | null>(null);
  const shown = useMemo(() => cut(placed, more), [placed, more]);
  const reached = findReached(shown, at ?? chosen);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || reached === null) return;
    const to = stepTo(shown, reached, event.key);
    if (to === null) return;
    event.preventDefault();
    document.getElementById(cardId(to))?.focus();
  };
  const columns = useMemo(
    () =>
      COLUMNS.map((column) => (
        <ColumnView
          key={column}
          {...props}
          column={column}
          shown={shown[column]}
          reached={reached}
          more={() => setMore((before) => new Set([...before, column]))}
        />
      )),
    [shown, props.records, reached, chosen, now, language, props.filter, props.park, desk],
  );
  return (
    <div
      class="board"
      role="group"
      aria-label={say("handlingBoard")}
      onKeyDown={onKeyDown}
      onFocusIn={(event) => {
        const card = (event.target as Element).getAttribute("data-record");
        if (card !== null) setAt(Number(card));
      }}
      data-testid="handling-board"
    >
      {columns}
    </div>
  );
}

function cut(placed: Placed, more: ReadonlySet<Column>): Placed {
  return Object.fromEntries(
    COLUMNS.map((column) => [
      column,
      more.has(column) ? placed[column] : placed[column].slice(0, DRAWN),
    ]),
  ) as unknown as Placed;
}

/** The card to which Tab comes: the one where the person was, else the first. */
function findReached(shown: Placed, at: number | null): number | null {
  const all = COLUMNS.flatMap((column) => shown[column]);
  return (all.find(({ id }) => id === at) ?? all[0])?.id ?? null;
}

interface ColumnProps extends BoardProps {
  column: Column;
  shown: Placed[Column];
  reached: number | null;
  more: () => void;
}

function ColumnView({ column, shown, reached, more, ...props }: ColumnProps) {
  const { say, named } = useSpeech();
  const all = props.placed[column];
  const drills = all.filter(({ drill }) => drill).length;
  const heading = `handling-column-${column}`;
  return (
    <section class="column" aria-labelledby={heading} data-testid={heading}>
      <h2 id={heading} class="column-head">
        {named("handlingColumn", column)} <strong>{all.length - drills}</strong>
        {drills > 0 && (
          <span class="chip chip-stale">
            {say("handlingDrills")} {drills}
          </span>
        )}
        {column === "closed" && (
          <small class="muted"> {say("handlingLastClosed", { count: CLOSED_SHOWN })}</small>
        )}
      </h2>
      <ul class="column-cards">
        {shown.map((row) => (
          <li key={row.id}>
            <Card
              desk={props.desk}
              park={props.park}
              row={row}
              newest={props.records.newest.get(row.id)}
              filter={props.filter}
              chosen={row.id === props.chosen}
              reached={row.id === reached}
              now={props.now}
            />
          </li>
        ))}
      </ul>
      {all.length === 0 && <p class="column-none muted">{say("handlingNone")}</p>}
      {all.length > shown.length && (
        <button type="button" class="more" onClick={more}>
          {say("handlingMore", { count: all.length - shown.length })}
        </button>
      )}
    </section>
  );
}
