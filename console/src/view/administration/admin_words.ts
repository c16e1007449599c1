/** What is said of accounts: their places, and why something was not done. */
import { nameRefusal } from "../../state/administration";
import type { Place } from "../../wire/administration";
import { Refusal } from "../../wire/rest";
import type { Word } from "../../words/words";
import type { Speech } from "../language";

/** The name of a place; one that has left the plant stands for itself. */
export function namePlace({ say, name }: Speech, places: readonly Place[], id: string): string {
  if (id === "") return say("accountWholeSite");
  const place = places.find((one) => one.id === id);
  return place ? name(place) : id;
}

/** Why the server did not do it, or that nobody knows whether it did. */
export function sayTrouble({ say }: Speech, error: unknown): string {
  if (!(error instanceof Refusal)) return say("adminUnknown");
  const why = say(`adminRefusal_${nameRefusal(error)}` as Word, { what: error.message });
  return say("adminRefused", { why });
}
