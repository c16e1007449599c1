/**
 * By which column a list is sorted, as its heads and its address say it, and how it stands still under
 * somebody's hand. Pure; how rows compare is each list's own.
 */

export interface Sorting<Column extends string> {
  column: Column;
  /** The other way round. */
  reversed: boolean;
}

/** The sorting as an address writes it: the column, `-` before it where it is the other way round. */
export function readSorting<Column extends string>(
  columns: readonly Column[],
  text: string | undefined,
): Sorting<Column> | null {
  const column = columns.find((known) => known === text?.replace(/^-/, ""));
  return column ? { column, reversed: text!.startsWith("-") } : null;
}

export function writeSorting({ column, reversed }: Sorting<string>): string {
  return `${reversed ? "-" : ""}${column}`;
}

/** What a click on a column's head makes of the sorting. */
export function sortBy<Column extends string>(
  column: Column,
  now: Sorting<Column>,
): Sorting<Column> {
  return { column, reversed: now.column === column ? !now.reversed : false };
}

/** Names in the order in which a Chinese reader looks them up. */
export function byText(one: string, other: string): number {
  return one.localeCompare(other, "zh-Hans-CN");
}

/**
 * The ids to draw: while frozen those of before, less what has gone and with what is new at the end.
 */
export function steady(
  drawn: readonly string[],
  wanted: readonly string[],
  frozen: boolean,
): readonly string[] {
  if (!frozen) return wanted;
  const now = new Set(wanted);
  const before = new Set(drawn);
  return [...drawn.filter((id) => now.has(id)), ...wanted.filter((id) => !before.has(id))];
}
