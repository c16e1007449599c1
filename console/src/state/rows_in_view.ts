/** Which rows of a long list are drawn. Pure; all rows have one height. */

export interface RowsInView {
  first: number;
  /** One past the last. */
  end: number;
}

/** Rows drawn above and below the visible ones, so that scrolling never shows a hole. */
const MARGIN = 8;

export function rowsInView(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): RowsInView {
  const top = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const seen = Math.ceil(height / rowHeight) + 1;
  const end = Math.min(count, top + seen + MARGIN);
  return { first: Math.max(0, Math.min(top - MARGIN, end - seen)), end };
}

/** Which rows can be read: all of each is within the window, not only drawn above or below it. */
export function rowsWhollySeen(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): RowsInView {
  const first = Math.ceil(Math.max(0, scrollTop) / rowHeight);
  const end = Math.floor((Math.max(0, scrollTop) + height) / rowHeight);
  return { first, end: Math.max(first, Math.min(count, end)) };
}

/** The scroll position nearest to `scrollTop` at which row `index` is wholly visible. */
export function scrollToShow(
  index: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
