/**
 * The list of hazards, of which only the rows in view exist. Its order stands still while pointer or
 * focus is in it; the keyboard sorts, finds and moves from row to row.
 */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { addressOf } from "../../state/address";
import { atlasOf } from "../../state/atlas";
import {
  choose,
  listHazards,
  readFilter,
  readSorting,
  sortLines,
  worstByHazard,
  writeQuery,
  type Column,
  type HazardFilter,
  type HazardLine,
  type Sorting,
} from "../../state/hazard_list";
import { isFrozen } from "../../state/order";
import { steady } from "../../state/sorting";
import type { Park } from "../../wire/plant";
import { isForScreen } from "../keys";
import { useSpeech } from "../language";
import { useStandings } from "../use_standings";
import { HazardFilters } from "./hazard_filters";
import { HazardRow } from "./hazard_row";
import { SortHead } from "./sort_head";
import { Space, useTableWindow } from "./table_window";

/** The style sheet says the same. */
const HEIGHTS = { row: 72, head: 30 };

/** What each column can be sorted by; the last one, who answers for it, by nothing. */
const COLUMNS: readonly [readonly Column[], string][] = [
  [["level"], "cell-level"],
  [["name", "enterprise"], "cell-name"],
  [["r"], "cell-r"],
  [["worst"], "cell-worst"],
  [["count"], "cell-count"],
  [["online"], "cell-online"],
];
const ALL_COLUMNS = COLUMNS.length + 1;

const PAGE_ROWS = 8;
const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
};

/** All lines as they are now. */
function useLines(desk: Desk, park: Park): HazardLine[] {
  const { rows, version } = desk.conversation.streams.hazards;
  const { sorted } = desk.board;
  const standings = useStandings(desk, atlasOf(park));
  return useMemo(
    () => listHazards(park, { rows, tallies: standings.tallies, worst: worstByHazard(sorted) }),
    [park, rows, version, sorted, standings],
  );
}

interface Shown {
  order: readonly string[];
  byId: ReadonlyMap<string, HazardLine>;
  /** Whether it would stand otherwise if nobody's hand were in it. */
  late: boolean;
}

function useShown(
  lines: readonly HazardLine[],
  filter: HazardFilter,
  sorting: Sorting,
  touched: number | null,
): Shown {
  const { name } = useSpeech();
  const asked = JSON.stringify([filter, sorting]);
  const last = useRef({ order: [] as readonly string[], asked: "" });
  const wanted = useMemo(
    () => sortLines(choose(lines, filter), sorting, name).map(({ hazard }) => hazard.id),
    [lines, asked, name],
  );
  const frozen = last.current.asked === asked && isFrozen(performance.now(), touched);
  const order = steady(last.current.order, wanted, frozen);
  last.current = { order, asked };
  const byId = useMemo(() => new Map(lines.map((line) => [line.hazard.id, line])), [lines]);
  return { order, byId, late: order.some((id, place) => id !== wanted[place]) };
}

export function HazardTable({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const { query } = desk.address;
  const filter = readFilter(query);
  const sorting = readSorting(query.get("sort")?.[0]);
  const [touched, setTouched] = useState<number | null>(null);
  const lines = useLines(desk, park);
  const shown = useShown(lines, filter, sorting, touched);
  const ask = (change: Partial<HazardFilter>) => {
    setTouched(null);
    desk.show(writeQuery({ ...filter, ...change }, sorting));
  };
  const sort = (next: Sorting) => {
    setTouched(null);
    desk.show(writeQuery(filter, next));
  };
  return (
    <main class="screen hazard-screen">
      <section class="pane hazard-list" aria-label={say("hazards")}>
        <HazardFilters
          desk={desk}
          park={park}
          lines={lines}
          shown={shown.order.length}
          filter={filter}
          ask={ask}
        />
        {shown.late && (
          <button
            type="button"
            class="order-stands"
            onClick={() => setTouched(null)}
            data-testid="order-stands"
          >
            {say("orderStands")}
          </button>
        )}
        <Rows desk={desk} park={park} {...shown} sorting={sorting} sort={sort} touch={setTouched} />
        {shown.order.length === 0 && (
          <p class="empty">{say(lines.length === 0 ? "noHazards" : "noHazardsMatch")}</p>
        )}
        <p class="hazard-foot">
          {say("hazardLegend")} <span class="hazard-keys">{say("hazardKeys")}</span>
        </p>
      </section>
    </main>
  );
}

interface RowsProps extends Omit<Shown, "late"> {
  desk: Desk;
  park: Park;
  sorting: Sorting;
  sort: (sorting: Sorting) => void;
  /** A hand is in the list (when, monotonic ms) or has left it. */
  touch: (at: number | null) => void;
}

/** Moves from row to row by the keyboard; the focus is on the row's link, so that Enter opens it. */
function useMoves({ desk, order, touch }: RowsProps, show: (index: number) => void) {
  const [aim, setAim] = useState<string | null>(null);
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const by = MOVES[event.key];
      if (by === undefined || order.length === 0 || !isForScreen(desk, "hazards", event)) return;
      event.preventDefault();
      touch(performance.now());
      const from = order.indexOf(focusedHazard() ?? "");
      const to = Math.min(order.length - 1, Math.max(0, from + by));
      show(to);
      setAim(order[to]!);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
  // The row may have come into being just now, with the rows in view.
  useLayoutEffect(() => {
    if (aim === null) return;
    document.getElementById(`hazard-${aim}`)?.focus({ preventScroll: true });
    setAim(null);
  });
}

function focusedHazard(): string | null {
  const row = document.activeElement?.closest<HTMLElement>("[data-hazard]");
  return row?.dataset["hazard"] ?? null;
}

function Rows(props: RowsProps) {
  const { desk, park, order, byId, sorting, sort } = props;
  const { say } = useSpeech();
  const { body, measure, show, first, end } = useTableWindow(order.length, HEIGHTS);
  useMoves(props, show);
  const touch = () => props.touch(performance.now());
  const leave = () => props.touch(null);
  const open = (id: string) => desk.go(addressOf("hazards", { id: [id] }));
  return (
    <div
      ref={body}
      class="hazard-rows"
      onScroll={measure}
      onPointerMove={touch}
      onPointerLeave={leave}
      onFocusIn={touch}
      onFocusOut={leave}
      data-testid="hazard-rows"
    >
      <table class="hazard-table" aria-label={say("hazards")} aria-rowcount={order.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map(([columns, classes]) => (
              <SortHead
                key={columns[0]}
                columns={columns}
                family="hazardColumn"
                classes={classes}
                sorting={sorting}
                sort={sort}
              />
            ))}
            <th scope="col" class="cell-persons">
              {say("hazardPersons")}
            </th>
          </tr>
        </thead>
        <tbody>
          <Space rows={first} columns={ALL_COLUMNS} row={HEIGHTS.row} />
          {order.slice(first, end).map((id, place) => (
            <HazardRow
              key={id}
              desk={desk}
              park={park}
              line={byId.get(id)!}
              index={first + place}
              open={open}
            />
          ))}
          <Space rows={order.length - end} columns={ALL_COLUMNS} row={HEIGHTS.row} />
        </tbody>
      </table>
    </div>
  );
}
