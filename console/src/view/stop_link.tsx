/** Leads to a filed stop on its screen, and which part of that screen the address asks for. */
import type { Desk } from "../desk";
import { addressOf, writeAddress } from "../state/address";
import type { StopState } from "../wire/filed_stops";

interface Asked {
  id?: string;
  /** Null: those in any state. */
  state?: StopState | null;
  new?: true;
}

/**
 * Shows what is asked for; which states are listed stays unless it is said. Who has gone to another
 * screen meanwhile stays there.
 */
export function showStop(desk: Desk, asked: Asked): void {
  if (desk.address.screen !== "stops") return;
  const before = desk.address.query;
  const state = asked.state === undefined ? before.get("state")?.[0] : asked.state;
  const id = asked.id ?? (asked.new ? undefined : before.get("id")?.[0]);
  desk.show({
    ...(state ? { state: [state] } : {}),
    ...(id === undefined ? {} : { id: [id] }),
    ...(asked.new ? { new: ["1"] } : {}),
  });
}

export function StopLink({ desk, id }: { desk: Desk; id: string }) {
  return (
    <a
      class="stop-link"
      href={writeAddress(addressOf("stops", { id: [id] }))}
      onClick={(event) => {
        // With a key held down the browser opens it in a window of its own.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        showStop(desk, { id });
      }}
    >
      {id}
    </a>
  );
}
