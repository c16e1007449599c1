/**
 * A long table of which only the rows in view exist: which those are while it is scrolled, and the
 * empty space in place of the others. Rows have one height, which the style sheet says as well.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowsInView, scrollToShow, type RowsInView } from "../../state/rows_in_view";

export interface TableWindow extends RowsInView {
  /** Of the element that scrolls. */
  body: RefObject<HTMLDivElement | null>;
  /** Looks again what is in view. */
  measure: () => void;
  /** Scrolls no further than that a row is wholly in view. */
  show: (index: number) => void;
}

export interface Heights {
  row: number;
  /** Of the head, which stays at the top. */
  head: number;
}

export function useTableWindow(count: number, heights: Heights): TableWindow {
  const body = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    const element = body.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight - heights.head });
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    if (body.current) observer.observe(body.current);
    return () => observer.disconnect();
  }, []);
  const show = (index: number) => {
    const element = body.current;
    if (!element) return;
    const height = element.clientHeight - heights.head;
    element.scrollTop = scrollToShow(index, element.scrollTop, height, heights.row);
    measure();
  };
  return { ...rowsInView(view.top, view.height, heights.row, count), body, measure, show };
}

/** Rows that are out of sight. */
export function Space({ rows, columns, row }: { rows: number; columns: number; row: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} height={rows * row} class="table-space-row" />
    </tr>
  );
}
