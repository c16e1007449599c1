/**
 * The list of gateways: what is said of each, which is worst, in which order they stand. Pure. The
 * order stands still while a hand is in the list, as that of the alarms does.
 */
import type { AlarmRow, GatewayRow, Instant, Priority } from "../wire/frames";
import type { Gateway, Park } from "../wire/plant";
import { PRIORITIES, rank, stands, worse } from "./alarms";
import { byText, readSorting as readSortingBy, type Sorting as SortingBy } from "./sorting";

export { sortBy, steady, writeSorting } from "./sorting";

export type LinkState = "online" | "offline" | "never";

/** The conditions of a gateway itself, the gravest first. */
export const GATEWAY_CONDITIONS: readonly string[] = ["gateway_lost", "clock", "gateway_gap"];

export interface GatewayLine {
  gateway: Gateway;
  row: GatewayRow;
  link: LinkState;
  /** Whether its clock is beyond tolerance. */
  clockOff: boolean;
  /** Its alarms that stand. */
  alarms: readonly AlarmRow[];
  worst: Priority | null;
}

export function linkOf(row: GatewayRow): LinkState {
  if (row.last_seen === null) return "never";
  return row.online ? "online" : "offline";
}

/** What differs is known only where the gateway's clock is. */
export function isClockOff(skewMs: number | null, toleranceMs: number): boolean {
  return skewMs !== null && Math.abs(skewMs) > toleranceMs;
}

export function lineOf(
  gateway: Gateway,
  row: GatewayRow,
  alarms: ReadonlyMap<string, AlarmRow>,
): GatewayLine {
  const own = GATEWAY_CONDITIONS.map((condition) =>
    alarms.get(`${gateway.id}:${condition}`),
  ).filter((alarm): alarm is AlarmRow => alarm !== undefined && stands(alarm));
  return {
    gateway,
    row,
    link: linkOf(row),
    clockOff: isClockOff(row.skew_ms, gateway.clock_tolerance_ms),
    alarms: own,
    worst: own.reduce<Priority | null>((worst, { priority }) => worse(worst, priority), null),
  };
}

/** A line a gateway of the plant, in the plant's order. */
export function listGateways(
  park: Park,
  rows: ReadonlyMap<string, GatewayRow>,
  alarms: ReadonlyMap<string, AlarmRow>,
): GatewayLine[] {
  return [...park.gateways.values()].map((gateway) =>
    lineOf(gateway, rows.get(gateway.id) ?? gateway.now, alarms),
  );
}

export const COLUMNS = [
  "worst",
  "gateway",
  "enterprise",
  "link",
  "seen",
  "rate",
  "clock",
  "gaps",
  "refused",
] as const;

export type Column = (typeof COLUMNS)[number];

export type Sorting = SortingBy<Column>;

export const WORST_FIRST: Sorting = { column: "worst", reversed: false };

export function readSorting(text: string | undefined): Sorting {
  return readSortingBy(COLUMNS, text) ?? WORST_FIRST;
}

type Compare = (one: GatewayLine, other: GatewayLine) => number;

const LINKS: readonly LinkState[] = ["offline", "never", "online"];

/** Behind every priority where there is no alarm. */
const urgency = ({ worst }: GatewayLine) => (worst === null ? PRIORITIES.length : rank(worst));

/** The more urgent alarm first; what has none last. */
const byAlarm: Compare = (one, other) =>
  urgency(one) - urgency(other) || other.alarms.length - one.alarms.length;

const byLink: Compare = (one, other) => LINKS.indexOf(one.link) - LINKS.indexOf(other.link);

/** Each column's own order, what deserves a look first. */
const COMPARE: Readonly<Record<Exclude<Column, "enterprise">, Compare>> = {
  worst: (one, other) =>
    byAlarm(one, other) ||
    byLink(one, other) ||
    Number(other.clockOff) - Number(one.clockOff) ||
    other.row.gaps - one.row.gaps ||
    other.row.refused - one.row.refused,
  gateway: () => 0,
  link: byLink,
  seen: (one, other) => (one.row.last_seen ?? 0) - (other.row.last_seen ?? 0),
  rate: (one, other) => other.row.rate - one.row.rate,
  clock: (one, other) => Math.abs(other.row.skew_ms ?? 0) - Math.abs(one.row.skew_ms ?? 0),
  gaps: (one, other) => other.row.gaps - one.row.gaps,
  refused: (one, other) => other.row.refused - one.row.refused,
};

/**
 * Lines as they ought to stand; the id settles what is left, so that rows of equal standing do not
 * change places.
 *
 * @param nameOf the enterprise's name in the language of the screen
 */
export function sortLines(
  lines: readonly GatewayLine[],
  { column, reversed }: Sorting,
  nameOf: (enterprise: string) => string,
): GatewayLine[] {
  const byName: Compare = (one, other) =>
    byText(nameOf(one.gateway.enterprise), nameOf(other.gateway.enterprise));
  const compare = column === "enterprise" ? byName : COMPARE[column];
  const sign = reversed ? -1 : 1;
  return [...lines].sort(
    (one, other) => sign * compare(one, other) || sign * byText(one.gateway.id, other.gateway.id),
  );
}

/** Lines whose gateway or enterprise is called so, in either language. */
export function searchLines(
  lines: readonly GatewayLine[],
  park: Park,
  text: string,
): readonly GatewayLine[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return lines;
  return lines.filter(({ gateway }) => {
    const enterprise = park.enterprises.get(gateway.enterprise);
    const names = [gateway.id, gateway.enterprise, enterprise?.name, enterprise?.name_en];
    return names.some((name) => name?.toLowerCase().includes(wanted));
  });
}

/** How old the last frame is, ms; never negative, null where none ever came. */
export function ageOf(row: GatewayRow, now: Instant): number | null {
  return row.last_seen === null ? null : Math.max(0, now - row.last_seen);
}
