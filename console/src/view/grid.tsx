/**
 * A long list as a real grid of which only the rows in view exist, so that five thousand cost no
 * more than forty. It scrolls, and moves the choice by the keyboard; what a row is, and in which
 * order rows stand, is decided by who draws it.
 */
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { rowsInView, rowsWhollySeen, scrollToShow } from "../state/rows_in_view";
import type { Word } from "../words/words";
import { isForOverview } from "./keys";
import { useSpeech } from "./language";

const ROW_HEIGHT = 46;
/** Of the head, which stays at the top of the scrolling body; the style sheet says the same. */
const HEAD_HEIGHT = 29;
const PAGE_ROWS = 10;

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
};

/** The id in the document of a row. */
export function rowId(id: string): string {
  return `alarm-${id}`;
}

interface GridProps {
  desk: Desk;
  /** Whether some rows stand beneath others. */
  tree?: boolean;
  label: string;
  /** The class that lays out a row's cells. */
  layout: string;
  /** Each column's word, and the class of its cells. */
  columns: readonly (readonly [Word, string])[];
  /** Ids of the rows from top to bottom. */
  order: readonly string[];
  chosen: string | null;
  choose: (id: string) => void;
  /** A hand is in the list (when, monotonic ms) or has left it. */
  touch: (at: number | null) => void;
  row: (id: string, index: number) => ComponentChildren;
  /** Told with each picture which rows can be read in it. */
  read?: (ids: readonly string[]) => void;
  /** What is said in place of rows. */
  empty: ComponentChildren;
  /** What lies over the head; it may scroll to the top. */
  over?: (toTop: () => void) => ComponentChildren;
  testid: string;
}

/** The body that scrolls and which rows of it are in view. */
function useView() {
  const body = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    const element = body.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight - HEAD_HEIGHT });
  };
  useLayoutEffect(() => {
    if (!body.current) return;
    const observer = new ResizeObserver(measure);
    observer.observe(body.current);
    return () => observer.disconnect();
  }, []);
  return { body, view, measure };
}

/** Moves the choice by the keyboard, wherever on the page the focus is. */
function useMoves({ desk, order, chosen, choose, touch }: GridProps, body: Body): void {
  const move = (by: number) => {
    const element = body.current;
    if (!element || order.length === 0) return;
    const from = order.indexOf(chosen ?? "");
    const to = Math.min(order.length - 1, Math.max(0, from + by));
    choose(order[to]!);
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
      touch(performance.now());
      move(by);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
}

type Body = RefObject<HTMLDivElement | null>;

export function Grid(props: GridProps) {
  const { columns, order, chosen, layout } = props;
  const { body, view, measure } = useView();
  useMoves(props, body);
  useEffect(() => {
    const { first, end } = rowsWhollySeen(view.top, view.height, ROW_HEIGHT, order.length);
    props.read?.(order.slice(first, end));
  });
  const touch = () => props.touch(performance.now());
  const toTop = () => body.current?.scrollTo({ top: 0 });
  return (
    <div
      class="table"
      onPointerMove={touch}
      onPointerDown={touch}
      onPointerLeave={() => props.touch(null)}
    >
      {props.over?.(toTop)}
      <div
        ref={body}
        class="table-body"
        role={props.tree ? "treegrid" : "grid"}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={order.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={
          chosen !== null && order.includes(chosen) ? rowId(chosen) : undefined
        }
        onScroll={measure}
        onBlur={() => props.touch(null)}
        onKeyDown={touch}
        data-testid={props.testid}
      >
        <Head columns={columns} layout={layout} />
        <Rows order={order} row={props.row} {...view} />
        {order.length === 0 && props.empty}
      </div>
    </div>
  );
}

function Head({ columns, layout }: Pick<GridProps, "columns" | "layout">) {
  const { say } = useSpeech();
  return (
    <div class={`table-head ${layout}`} role="row" aria-rowindex={1}>
      {columns.map(([word, classes]) => (
        <span key={word} role="columnheader" class={classes}>
          {say(word)}
        </span>
      ))}
    </div>
  );
}

interface RowsProps extends Pick<GridProps, "order" | "row"> {
  top: number;
  height: number;
}

function Rows({ order, row, top, height }: RowsProps) {
  const { first, end } = rowsInView(top, height, ROW_HEIGHT, order.length);
  return (
    <div
      role="presentation"
      class="table-space"
      style={{ height: `${order.length * ROW_HEIGHT}px` }}
    >
      <div role="presentation" style={{ transform: `translateY(${first * ROW_HEIGHT}px)` }}>
        {order.slice(first, end).map((id, index) => row(id, first + index))}
      </div>
    </div>
  );
}

/** In the other panes the keys that turn a page turn theirs; the arrows always move the selection. */
function scrolls(event: KeyboardEvent): boolean {
  const elsewhere = event.target instanceof Element && !!event.target.closest("#detail, .hazards");
  return elsewhere && !event.key.startsWith("Arrow");
}
