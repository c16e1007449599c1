/** What is said of an act: its action, and what came of it. */
import { nameAction } from "../../state/administration";
import type { Speech } from "../language";

/** An action without a word of its own stands for itself: a route that is newer than the words. */
export function nameAct({ named }: Speech, action: string): string {
  const word = named("auditAct", nameAction(action));
  return word === nameAction(action) ? action : word;
}
