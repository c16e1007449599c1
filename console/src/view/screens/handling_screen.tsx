/**
 * 处置: the records of closing the loop on alarms as a board with clocks, and one of them beside it.
 * What is shown and asked for stands in the address. While somebody writes, the board stands still.
 */
import { useMemo, useRef } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  count,
  countChanged,
  place,
  readChosen,
  readFilter,
  writeQuery,
  type HandlingFilter,
  type Onlooker,
  type Records,
} from "../../state/handling_board";
import { formatClock } from "../../words/time";
import { Board } from "../handling/board";
import { Filters } from "../handling/filters";
import { useRecords, type Reading } from "../handling/reading";
import { RecordPane } from "../handling/record";
import { cardId } from "../handling/card";
import { useSpeech } from "../language";
import type { ScreenProps } from "./screens";

const NOTHING: Records = { rows: [], newest: new Map() };

/** The records as they stood when somebody began to write, until he asks for those of now. */
function useHeld(records: Records, writing: boolean) {
  const held = useRef(records);
  if (!writing || held.current === NOTHING) held.current = records;
  const release = () => {
    held.current = records;
  };
  return { shown: held.current, release };
}

export function HandlingScreen({ desk, park }: ScreenProps) {
  const reading = useRecords(desk);
  const records = reading.body ?? NOTHING;
  const { query } = desk.address;
  const filter = useMemo(() => readFilter(query), [query]);
  const chosen = readChosen(query);
  const side = desk.ownOnly ? "enterprise" : "park";
  const { user } = desk.conversation;
  const onlooker: Onlooker = useMemo(() => ({ user, side }), [user, side]);
  // What grows with time stands still with a picture that is lost.
  const now = Math.floor((desk.liveness === "lost" ? desk.shownTime : desk.now) / 1000) * 1000;
  const writing = chosen !== null && desk.handling.form?.record === chosen;
  const { shown, release } = useHeld(records, writing);
  const placed = useMemo(
    () => place(shown, filter, onlooker, now),
    [shown, filter, onlooker, now],
  );
  const figures = useMemo(() => count(records.rows, now), [records, now]);

  // By the address as it is: on a busy desk two are changed before the first has been drawn.
  const ask = (change: Partial<HandlingFilter>) => {
    const { query } = desk.address;
    desk.show(writeQuery({ ...readFilter(query), ...change }, readChosen(query)));
  };
  const close = () => {
    desk.show(writeQuery(readFilter(desk.address.query), null));
    const card = cardId(chosen ?? 0);
    requestAnimationFrame(() => document.getElementById(card)?.focus());
  };
  return (
    <main class={`screen handling ${chosen === null ? "" : "handling-with-record"}`}>
      <Filters
        desk={desk}
        park={park}
        figures={reading.body && figures}
        filter={filter}
        onlooker={onlooker}
        ask={ask}
      />
      <div class="handling-panes">
        <Notes
          desk={desk}
          reading={reading}
          changed={countChanged(shown, records)}
          release={release}
        />
        {reading.body ? (
          <Board
            desk={desk}
            park={park}
            records={shown}
            placed={placed}
            filter={filter}
            chosen={chosen}
            now={now}
          />
        ) : (
          <Unread trouble={reading.trouble} />
        )}
        {chosen !== null && (
          <RecordPane key={chosen} desk={desk} park={park} id={chosen} now={now} close={close} />
        )}
      </div>
    </main>
  );
}

function Unread({ trouble }: Pick<Reading<Records>, "trouble">) {
  const { say } = useSpeech();
  return (
    <p class="empty" role="status">
      {say(trouble ? "notLoaded" : "loading")}
    </p>
  );
}

interface NotesProps {
  desk: Desk;
  reading: Reading<Records>;
  changed: number;
  release: () => void;
}

/**
 * That the board is not of now: it could not be read, or it stands still for who writes. Over the
 * board, so that nothing moves for it.
 */
function Notes({ desk, reading, changed, release }: NotesProps) {
  const { say } = useSpeech();
  return (
    <div class="board-notes">
      {reading.trouble !== null && reading.at !== null && (
        <p class="board-note" role="alert" data-testid="handling-old">
          {say("handlingOld", { time: formatClock(reading.at) })}
        </p>
      )}
      {changed > 0 && (
        <p class="board-note" role="status" data-testid="handling-held">
          {say("handlingHeld", { count: changed })}{" "}
          <button
            type="button"
            onClick={() => {
              release();
              desk.changed();
            }}
          >
            {say("handlingUpdate")}
          </button>
        </p>
      )}
    </div>
  );
}
