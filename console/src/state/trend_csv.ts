/**
 * What a picture shows as a table for a spreadsheet: one row an instant, in Beijing time and UTC,
 * of each tag the mean, least and most of the bin that begins there. Pure.
 */
import type { Instant } from "../wire/frames";
import { formatInstant } from "../words/time";
import type { Bins } from "./series";
import type { Range } from "./trend_address";

/** Told first, so that Excel in China reads UTF-8 as such. */
const BYTE_ORDER_MARK = "\ufeff";

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection). */
const FORMULA = /^ *[=+\-@\t\r\n＝＋－＠]/;

function writeText(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A number is never a formula, also where it is negative; an absent one is an empty cell. */
function writeNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** The instant with its milliseconds, which bins of a short range differ by. */
function writeBeijing(instant: Instant): string {
  return `${formatInstant(instant)}.${String(instant % 1000).padStart(3, "0")}`;
}

export interface CsvHeads {
  beijing: string;
  utc: string;
  mean: string;
  min: string;
  max: string;
}

/** A tag's bins and what its columns are headed by. */
export interface CsvTag {
  head: string;
  bins: Bins;
  /** Whether it is in one of a few states, which have no mean. */
  states: boolean;
}

const COLUMNS = ["mean", "min", "max"] as const;

function columnsOf({ states }: CsvTag): readonly (typeof COLUMNS)[number][] {
  return states ? ["min", "max"] : COLUMNS;
}

export function writeCsv(tags: readonly CsvTag[], { from, to }: Range, heads: CsvHeads): string {
  const columns = tags.map(({ bins }) => placesWithin(bins, from, to));
  const instants = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort(
    (one, other) => one - other,
  );
  const head = [
    heads.beijing,
    heads.utc,
    ...tags.flatMap((tag) => columnsOf(tag).map((column) => `${tag.head} ${heads[column]}`)),
  ];
  const rows = instants.map((instant) => [
    writeBeijing(instant),
    new Date(instant).toISOString(),
    ...tags.flatMap((tag, index) => writeBin(tag, columns[index]!.get(instant))),
  ]);
  const lines = [head.map(writeText), ...rows].map((cells) => `${cells.join(",")}\r\n`);
  return BYTE_ORDER_MARK + lines.join("");
}

/** Instant → place of the bins of a range in which something was read. */
function placesWithin(bins: Bins, from: Instant, to: Instant): Map<Instant, number> {
  const places = new Map<Instant, number>();
  bins.t.forEach((t, index) => {
    if (bins.n[index]! > 0 && t + bins.bin_ms > from && t < to) places.set(t, index);
  });
  return places;
}

function writeBin(tag: CsvTag, place: number | undefined): string[] {
  return columnsOf(tag).map((column) =>
    writeNumber(place === undefined ? null : tag.bins[column][place]),
  );
}

/** A name for the file that tells of when it is. */
export function nameCsv({ from, to }: Range): string {
  const told = (instant: Instant) => formatInstant(instant).replace(/[-:]/g, "").replace(" ", "-");
  return `trends_${told(from)}_${told(to)}.csv`;
}
