/** What stands where, counted once for each change of the alarms. What that means is `state/standings.ts`. */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import type { Atlas } from "../state/atlas";
import { Derived } from "../state/derived";
import { countStandings, type Standings } from "../state/standings";
import type { AlarmRow } from "../wire/frames";

/** Counted on with each change of the alarms; anew with another plant directory. */
export function useStandings(desk: Desk, atlas: Atlas): Standings {
  const { alarms } = desk.conversation.streams;
  const derived = useMemo(
    () =>
      new Derived<AlarmRow, Standings>(alarms, (rows, before) =>
        countStandings(atlas, rows, before),
      ),
    [alarms, atlas],
  );
  return derived.value;
}
