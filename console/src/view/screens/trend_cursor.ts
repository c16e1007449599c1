/** The cursor of the picture: an instant of which all values are shown. */
import { useMemo, useState } from "preact/hooks";
import type { Range } from "../../state/trend_address";
import { cursorWithin } from "../../state/trend_range";
import type { Instant } from "../../wire/frames";
import type { JournalRow } from "../../wire/rest";

export interface Cursor {
  /** Null: nowhere, so that the values are those of now. */
  at: Instant | null;
  /** The number in the journal of the event that put it there. */
  event: number | null;
  point: (at: Instant | null) => void;
  /** Puts it somewhere, from where it is by then: two keys may come between two pictures. */
  move: (from: (at: Instant | null) => Instant | null) => void;
  choose: (event: JournalRow) => void;
}

export function useCursor(range: Range, live: boolean): Cursor {
  const [{ at, event }, set] = useState<Pick<Cursor, "at" | "event">>({ at: null, event: null });
  const choose = useMemo(() => (row: JournalRow) => set({ at: row.at, event: row.seq }), []);
  return {
    at: cursorWithin(at, range, live),
    event,
    point: (next) => set({ at: next, event: null }),
    move: (from) =>
      set((before) => ({ at: from(cursorWithin(before.at, range, live)), event: null })),
    choose,
  };
}
