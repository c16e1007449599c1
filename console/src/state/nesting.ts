/**
 * Which lines of the list stand beneath another one: what follows from an alarm there (a trip, a lost
 * gateway), and what the platform placed beneath the alarm with which its hazard's run began. Pure.
 * Both are the server's word (`root`, `line.under`); here it only becomes a tree of two levels.
 *
 * 1. Nothing is lost: each line is in the list once, and what stands beneath is counted.
 * 2. Never beneath: what is critical, beyond HH or LL, and what wants acknowledgement and is more
 *    urgent than the line it would stand under.
 * 3. A line whose lead is not in the list (gone, or filtered away) stands by itself.
 */
import { GRAVE, rank, sourceOf, wantsAcknowledgement } from "./alarms";
import type { Line } from "./folding";
import type { AlarmRow } from "../wire/frames";

/** Why a line stands beneath another: it follows from it, or the platform placed it there. */
export type Tie = "root" | "under";

export interface Member {
  line: Line;
  tie: Tie;
}

export interface Group {
  lead: Line;
  /** In the order of the list; empty for most lines. */
  members: readonly Member[];
}

interface Parent {
  line: Line;
  tie: Tie;
}

type Lines = ReadonlyMap<string, Line>;

/** Whether a line must be seen by itself though it might stand beneath another one. */
export function standsOut(line: Line, lead: Line): boolean {
  return line.alarms.some(
    (alarm) =>
      isGrave(alarm) ||
      (wantsAcknowledgement(alarm) && rank(alarm.priority) < rank(lead.lead.priority)),
  );
}

function isGrave({ priority, condition }: AlarmRow): boolean {
  return priority === "critical" || GRAVE.has(condition);
}

/** The line in which an alarm is listed; null if it is in none. */
function lineWith(alarm: string, lines: Lines): Line | null {
  const line = alarm === "" ? undefined : lines.get(sourceOf(alarm));
  return line && line.alarms.some(({ id }) => id === alarm) ? line : null;
}

function parentOf(alarm: AlarmRow, lines: Lines): Parent | null {
  const root = lineWith(alarm.root, lines);
  if (root) return { line: root, tie: "root" };
  const over = lineWith(alarm.line?.under ?? "", lines);
  return over && { line: over, tie: "under" };
}

/** Beneath what a line stands: only where every alarm in it may, and where its first one does. */
function findParent(line: Line, lines: Lines): Parent | null {
  let found: Parent | null = null;
  for (const alarm of line.alarms) {
    const parent = parentOf(alarm, lines);
    if (parent === null) return null;
    if (parent.line !== line) found ??= parent;
  }
  return found;
}

/** Where each line stands: at the head of which group, itself where it stands by itself, and why. */
class Heads {
  #lines: Lines;
  #found = new Map<Line, Parent>();
  /** Those whose heads are being looked for. */
  #asked = new Set<Line>();

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  of(line: Line): Parent {
    // Most stand beneath none: they need not be remembered.
    if (!line.lead.root && !line.lead.line?.under) return { line, tie: "root" };
    const known = this.#found.get(line);
    if (known) return known;
    this.#asked.add(line);
    const found = this.#find(line) ?? { line, tie: "root" };
    this.#asked.delete(line);
    this.#found.set(line, found);
    return found;
  }

  #find(line: Line): Parent | null {
    const parent = findParent(line, this.#lines);
    // Of two that each stand beneath the other the one that is asked for first does.
    if (parent === null || this.#asked.has(parent.line)) return null;
    const head = this.of(parent.line).line;
    return standsOut(line, head) ? null : { line: head, tie: parent.tie };
  }
}

/**
 * The list as leads with what stands beneath them. One whose lead is acknowledged while something
 * beneath it is not still stands among what calls.
 *
 * @param sorted lines in the order of the list
 */
export function groupLines(sorted: readonly Line[]): Group[] {
  const heads = new Heads(new Map(sorted.map((line) => [line.source, line])));
  const beneath = new Map<Line, Member[]>();
  const leads: Line[] = [];
  for (const line of sorted) {
    const { line: head, tie } = heads.of(line);
    if (head === line) leads.push(line);
    else if (beneath.has(head)) beneath.get(head)!.push({ line, tie });
    else beneath.set(head, [{ line, tie }]);
  }
  return leads
    .map((lead) => ({ lead, members: beneath.get(lead) ?? [] }))
    .sort((one, other) => Number(!calls(one)) - Number(!calls(other)));
}

function calls({ lead, members }: Group): boolean {
  return lead.calls || members.some(({ line }) => line.calls);
}

/** What stands beneath a line, in alarms. */
export interface Tally {
  /** By why they stand there. */
  root: number;
  under: number;
  unacknowledged: number;
}

export function tally(members: Iterable<Member>): Tally {
  const sum: Tally = { root: 0, under: 0, unacknowledged: 0 };
  for (const { line, tie } of members) {
    sum[tie] += line.alarms.length;
    sum.unacknowledged += line.alarms.filter(wantsAcknowledgement).length;
  }
  return sum;
}
