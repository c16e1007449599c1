/** Shift handovers: which there are and which are missing, and one of them to read, note and sign. */
import { chooseFirst, findTurn, listEntries, type Lists } from "../../state/handover_list";
import type { Turn } from "../../wire/handovers";
import { useSpeech } from "../language";
import { HandoverList } from "./handover_list";
import { useLists } from "./handover_reading";
import { HandoverRecord } from "./handover_record";
import type { ScreenProps } from "./screens";
import "../../style/handover.css";

function readEdition(word: string | undefined): number | null {
  return word !== undefined && /^[1-9]\d{0,5}$/.test(word) ? Number(word) : null;
}

/** By hand a time is named by both its ends, so that one that was never kept can be spoken of. */
function readTurn(id: string): Turn | null {
  const ends = /^(\d{1,15})-(\d{1,15})$/.exec(id);
  if (!ends) return null;
  const name = { zh: "", en: "" };
  return { id, shift: "", date: "", name, from: Number(ends[1]), to: Number(ends[2]) };
}

export function HandoverScreen({ desk }: ScreenProps) {
  const { say } = useSpeech();
  const { lists, state, again, more } = useLists();
  const entries = listEntries(lists, desk.now);
  const { query } = desk.address;
  const asked = query.get("id")?.[0];
  const id = asked ?? chooseFirst(entries);
  const turn = id === null ? null : (findTurn(lists, id) ?? readTurn(id));
  return (
    <main class="handover" data-testid="handover">
      <HandoverList
        desk={desk}
        lists={lists}
        entries={entries}
        state={state}
        chosen={id}
        more={more}
      />
      {id === null ? (
        <p class="empty" role="status">
          {say(state === "loading" ? "loading" : noneWord(lists))}
        </p>
      ) : (
        <HandoverRecord
          key={`${id} ${desk.conversation.user}`}
          desk={desk}
          id={id}
          turn={turn}
          lists={lists}
          edition={readEdition(query.get("edition")?.[0])}
          acted={again}
        />
      )}
    </main>
  );
}

function noneWord(lists: Lists): "handoverNone" | "handoverNoShifts" {
  return lists.shifts.length === 0 ? "handoverNoShifts" : "handoverNone";
}
