/**
 * What the page works out of the alarms, once for each change of theirs however often it is drawn:
 * five hundred alarms that change ten times a second must not be gone through for every picture.
 */
import { countAlarms, countNuisances, findNewestCritical, type AlarmCounts } from "./alarms";
import { Derived } from "./derived";
import {
  foldLines,
  groupBySource,
  refoldLines,
  regroup,
  sortLines,
  type BySource,
  type Line,
} from "./folding";
import type { Stream } from "./stream";
import { findTroubles } from "./troubles";
import type { AlarmRow } from "../wire/frames";

export class AlarmBoard {
  #bySource: Derived<AlarmRow, Map<string, readonly AlarmRow[]>>;
  #lines: Derived<AlarmRow, ReadonlyMap<string, Line>>;
  #sorted: Derived<AlarmRow, readonly Line[]>;
  #counts: Derived<AlarmRow, AlarmCounts>;
  #nuisances: Derived<AlarmRow, ReadonlyMap<string, number>>;
  #troubles: Derived<AlarmRow, readonly AlarmRow[]>;
  #newestCritical: Derived<AlarmRow, AlarmRow | null>;

  constructor(alarms: Stream<AlarmRow>) {
    this.#bySource = new Derived(alarms, (rows, before) =>
      before ? regroup(before.result, rows, before.changed) : groupBySource(rows.values()),
    );
    this.#lines = new Derived(alarms, (_, before) =>
      before
        ? refoldLines(before.result, this.bySource, before.changed)
        : foldLines(this.bySource),
    );
    this.#sorted = new Derived(alarms, (_, before) => sortLines(this.lines, before?.result));
    this.#counts = new Derived(alarms, (rows) => countAlarms(rows.values()));
    this.#nuisances = new Derived(alarms, (rows) => countNuisances(rows.values()));
    this.#troubles = new Derived(alarms, (rows) => findTroubles(rows.values()));
    this.#newestCritical = new Derived(alarms, (rows) => findNewestCritical(rows.values()));
  }

  /** All alarms, also what is held and silent; to be read at once, not to be kept. */
  get bySource(): BySource {
    return this.#bySource.value;
  }

  /** The list of what calls people, one line a source. */
  get lines(): ReadonlyMap<string, Line> {
    return this.#lines.value;
  }

  /** The same as it ought to stand. */
  get sorted(): readonly Line[] {
    return this.#sorted.value;
  }

  get counts(): AlarmCounts {
    return this.#counts.value;
  }

  get nuisances(): ReadonlyMap<string, number> {
    return this.#nuisances.value;
  }

  /** What makes picture or record untrue. */
  get troubles(): readonly AlarmRow[] {
    return this.#troubles.value;
  }

  get newestCritical(): AlarmRow | null {
    return this.#newestCritical.value;
  }
}
