/** What happened to alarms, of a time and of some tags, newest first, page by page from the journal. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { matches } from "../state/filter";
import {
  boundsOf,
  MOST_SOURCES,
  queryOf,
  sourcesOf,
} from "../state/history_query";
import { searchNames } from "../state/name_search";
import { placeOf, type Park } from "../wire/plant";
import { readJournal, type JournalRow, type Page } from "../wire/rest";
import { formatNumber } from "../words/number";
import { formatClock, formatDay } from "../words/time";
import type { Word } from "../words/words";
import { Badge } from "./badge";
import { sayCondition } from "./condition";
import { HistoryBar, isAsked } from "./history_bar";
import { useSpeech } from "./language";
import { decimalsOfTag } from "./reading";
import { sayEntryTerms } from "./terms";
import { reasonOf } from "./timeline";

const PAGE_SIZE = 200;

const COLUMNS: readonly [Word, string][] = [
  ["columnTime", ""],
  ["columnPriority", ""],
  ["columnEvent", ""],
  ["columnAlarm", ""],
  ["columnValue", "number"],
  ["columnLimit", "number"],
  ["columnActor", ""],
  ["columnReason", "cell-reason"],
];

interface Records {
  rows: JournalRow[];
  next: string | null;
  state: "loading" | "ready" | "failed";
}

interface Wanted {
  query: string | null;
  cursor: string | null;
}

const NOTHING: Records = { rows: [], next: null, state: "loading" };

/**
 * Pages of the journal; `more` reads the next one, `again` starts over.
 *
 * @param query of which part; null: nothing is asked for
 */
function useJournal(query: string | null): [Records, () => void, () => void] {
  const [records, setRecords] = useState<Records>(NOTHING);
  const [wanted, setWanted] = useState<Wanted>({ query, cursor: null });
  if (wanted.query !== query) {
    setRecords(NOTHING);
    setWanted({ query, cursor: null });
  }
  useEffect(() => {
    if (wanted.query === null) return undefined;
    const abort = new AbortController();
    const cursor = wanted.cursor === null ? "" : `&cursor=${encodeURIComponent(wanted.cursor)}`;
    const part = wanted.query === "" ? "" : `&${wanted.query}`;
    readJournal(`order=newest&limit=${PAGE_SIZE}${part}${cursor}`, abort.signal)
      .then((page: Page<JournalRow>) =>
        setRecords((before) => ({
          rows: [...before.rows, ...page.items],
          next: page.next,
          state: "ready",
        })),
      )
      .catch(() => {
        if (!abort.signal.aborted) setRecords((before) => ({ ...before, state: "failed" }));
      });
    return () => abort.abort();
  }, [wanted]);
  const more = () => setWanted({ query, cursor: records.next });
  const again = () => {
    setRecords(NOTHING);
    setWanted({ query, cursor: null });
  };
  return [records, more, again];
}

/** What was chosen, as the record is asked for it. */
function useChoice(desk: Desk, park: Park) {
  const choice = desk.overview.history;
  const asked = useMemo(() => {
    const bounds = boundsOf(choice, desk.now);
    const things = [...park.tags.values()].map((tag) => ({ ...tag, id: tag.tag }));
    const found = choice.text.trim() === "" ? [] : searchNames(things, choice.text, (tag) => tag);
    const sources = sourcesOf(
      choice.text,
      found.map(({ id }) => id),
    );
    const query = isAsked(choice, bounds) ? queryOf(bounds, sources) : null;
    return { bounds, query, count: found.length };
  }, [choice, park]);
  return { choice, ...asked };
}

export function HistoryTable({ desk, park }: { desk: Desk; park: Park }) {
  const { say } = useSpeech();
  const { choice, bounds, query, count } = useChoice(desk, park);
  const [{ rows, next, state }, more, again] = useJournal(query);
  const untyped = choice.span === "own" && choice.from === "";
  const shown = rows.filter((row) => isWanted(desk, park, row));
  return (
    <div class="table">
      <HistoryBar
        choice={choice}
        choose={(next) => desk.overview.choose(next)}
        trouble={typeof bounds === "string" && !untyped ? bounds : null}
        matched={choice.text.trim() === "" ? null : { count, most: MOST_SOURCES }}
        file={query === null ? null : (form) => addressOfFile(form, query)}
      />
      <div class="table-body" role="table" aria-label={say("history")} data-testid="history">
        <div class="table-head history-columns" role="row">
          {COLUMNS.map(([word, classes]) => (
            <span key={word} role="columnheader" class={classes}>
              {say(word)}
            </span>
          ))}
        </div>
        {shown.map((row) => (
          <HistoryRow key={row.seq} desk={desk} park={park} row={row} />
        ))}
        {state === "ready" && shown.length === 0 && <p class="empty">{say("noRecords")}</p>}
        {state === "loading" && query !== null && <p class="empty">{say("loading")}</p>}
        {state === "failed" && (
          <p class="empty">
            {say("notLoaded")}{" "}
            <button type="button" onClick={again}>
              {say("tryAgain")}
            </button>
          </p>
        )}
        {state === "ready" && next !== null && (
          <button type="button" class="more" onClick={more}>
            {say("more")}
          </button>
        )}
      </div>
    </div>
  );
}

function addressOfFile(form: string, query: string): string {
  return `/api/v1/exports/journal?format=${form}${query && `&${query}`}`;
}

function isWanted(desk: Desk, park: Park, row: JournalRow): boolean {
  return matches({ ...row, ...placeOf(park, row.source) }, desk.overview.filter);
}

function HistoryRow({ desk, park, row }: { desk: Desk; park: Park; row: JournalRow }) {
  const speech = useSpeech();
  const tag = park.tags.get(row.source);
  const decimals = tag ? decimalsOfTag(tag) : 2;
  const condition = sayCondition(speech, park, row.source, row.condition);
  const reason = reasonOf(speech, row);
  const terms = sayEntryTerms(speech, row);
  return (
    <div class="row row-short history-columns" role="row" onClick={() => desk.openAlarm(row.alarm)}>
      <span role="cell" class="number">
        <small>{formatDay(row.at).slice(5)}</small> {formatClock(row.at)}
      </span>
      <span role="cell">
        <Badge priority={row.priority} />
      </span>
      <span role="cell" class="ellipsis" title={speech.named("event", row.event)}>
        {speech.named("event", row.event)}
      </span>
      <span role="cell" class="which">
        <b class="ellipsis" title={row.source}>
          {row.source}
        </b>
        <span class="which-condition" title={condition}>
          {condition}
        </span>
      </span>
      <span role="cell" class="number">
        {formatNumber(row.value, decimals)} <small>{row.value === null ? "" : tag?.unit}</small>
      </span>
      <span role="cell" class="number">
        {formatNumber(row.limit, decimals)}
      </span>
      <span role="cell" class="ellipsis" title={speech.named("actor", row.actor)}>
        {speech.named("actor", row.actor)}
      </span>
      <span role="cell" class="two-lines cell-reason" title={`${reason} ${terms}`.trim()}>
        <span class="ellipsis">{reason}</span>
        {terms && <small>{terms}</small>}
      </span>
    </div>
  );
}
