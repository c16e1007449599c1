/** Left: what is missing, then every handover there is, the newest first, and one for a given time. */
import type { ComponentChildren } from "preact";
import type { Desk } from "../../desk";
import { SIGNS } from "../../state/handover_acts";
import type { Entry, Lists } from "../../state/handover_list";
import type { MissingHandover, Turn } from "../../wire/handovers";
import { formatDay, formatMinute } from "../../words/time";
import { useSpeech } from "../language";
import { ByHand } from "./handover_by_hand";
import { showHandover } from "./show_handover";

/** `11-26 08:00–20:00`; of a time that ends on another day both. */
export function sayTimes({ from, to }: Turn): string {
  const end = formatDay(from) === formatDay(to) ? "" : `${formatDay(to).slice(5)} `;
  return `${formatDay(from).slice(5)} ${formatMinute(from)}–${end}${formatMinute(to)}`;
}

interface HandoverListProps {
  desk: Desk;
  lists: Lists;
  entries: readonly Entry[];
  state: "loading" | "ready" | "failed";
  chosen: string | null;
  /** Null where there are no older ones. */
  more: (() => void) | null;
}

export function HandoverList(props: HandoverListProps) {
  const { desk, lists, entries, state, chosen, more } = props;
  const { say } = useSpeech();
  return (
    <nav class="pane handover-list" aria-label={say("handoverList")} data-testid="handover-list">
      <div class="pane-body">
        {state === "failed" && (
          <p class="chip chip-warning handover-old" role="alert">
            {say("handoverListOld")}
          </p>
        )}
        <h2>
          {say("handoverMissing")}{" "}
          {lists.missing.length > 0 && (
            <span class="chip chip-warning" data-testid="missing-count">
              {lists.missing.length}
            </span>
          )}
        </h2>
        {lists.missing.length === 0 && state === "ready" && (
          <p class="muted handover-note">{say("handoverNoneMissing")}</p>
        )}
        <ul data-testid="missing">
          {lists.missing.map((one) => (
            <li key={one.id}>
              <MissingButton desk={desk} missing={one} chosen={chosen === one.id} />
            </li>
          ))}
        </ul>
        <h2>{say("handoverList")}</h2>
        <ul data-testid="handovers">
          {entries.map((entry) => (
            <li key={entry.turn.id}>
              <EntryButton desk={desk} entry={entry} chosen={chosen === entry.turn.id} />
            </li>
          ))}
        </ul>
        {more && (
          <button type="button" class="more" onClick={more} data-testid="more-handovers">
            {say("more")}
          </button>
        )}
        {entries.length === 0 && state === "ready" && (
          <p class="muted handover-note">{say("handoverNone")}</p>
        )}
      </div>
      {desk.conversation.scopes.includes(SIGNS) && <ByHand desk={desk} />}
    </nav>
  );
}

interface TurnButtonProps {
  desk: Desk;
  turn: Turn;
  chosen: boolean;
  children: ComponentChildren;
}

function TurnButton({ desk, turn, chosen, children }: TurnButtonProps) {
  const { pick } = useSpeech();
  return (
    <button
      type="button"
      class="handover-entry"
      aria-current={chosen ? "true" : undefined}
      onClick={() => showHandover(desk, turn.id)}
      data-turn={turn.id}
    >
      <span>
        <strong>{pick(turn.name)}</strong> <span class="number">{sayTimes(turn)}</span>
      </span>
      <small>{children}</small>
    </button>
  );
}

interface MissingButtonProps {
  desk: Desk;
  missing: MissingHandover;
  chosen: boolean;
}

function MissingButton({ desk, missing, chosen }: MissingButtonProps) {
  const { say, named } = useSpeech();
  const due = `${formatDay(missing.due).slice(5)} ${formatMinute(missing.due)}`;
  return (
    <TurnButton desk={desk} turn={missing} chosen={chosen}>
      <b>{named("lacks", missing.lacks)}</b> · {say("dueBy", { time: due })}
    </TurnButton>
  );
}

function EntryButton({ desk, entry, chosen }: { desk: Desk; entry: Entry; chosen: boolean }) {
  const { say, named } = useSpeech();
  const { turn, line, running } = entry;
  const signed = [line?.outgoing?.by, line?.incoming?.by].filter(Boolean).join(" → ");
  return (
    <TurnButton desk={desk} turn={turn} chosen={chosen}>
      {running && <span class="chip">{say("handoverRunning")}</span>}{" "}
      {named("stage", line?.stage ?? "none")} {signed && `· ${signed}`}
    </TurnButton>
  );
}
