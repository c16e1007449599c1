/** What the screen of trends asks for: histories in equal bins, and what happened to the alarms. */
import type { Bins } from "../state/series";
import type { Grid } from "../state/trend_range";
import type { Range } from "../state/trend_address";
import { readJournal, request, type JournalRow, type Page } from "./rest";

/** The newest of a range; of more than these nobody would see a mark. */
const MOST_EVENTS = 500;

/** @throws {Refusal} where the historian is away or refuses, and for a tag that is unknown */
export function readBins(tag: string, grid: Grid, signal: AbortSignal): Promise<Bins> {
  const query = `from=${grid.from}&to=${grid.to}&points=${grid.points}`;
  return request("GET", `/tags/${encodeURIComponent(tag)}/history?${query}`, undefined, signal);
}

/** What the journal tells of the alarms of some tags, newest first; `next` where there is more. */
export function readEvents(
  tags: readonly string[],
  { from, to }: Range,
  signal: AbortSignal,
): Promise<Page<JournalRow>> {
  const sources = tags.map((tag) => `source=${encodeURIComponent(tag)}`).join("&");
  const range = `from=${Math.floor(from)}&to=${Math.ceil(to)}`;
  return readJournal(`${sources}&${range}&order=newest&limit=${MOST_EVENTS}`, signal);
}
