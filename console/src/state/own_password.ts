/**
 * Another password for oneself, as it is typed. Pure. The server decides; what is foreseen here saves
 * a question, and an attempt.
 */
import { SHORTEST_PASSWORD } from "./administration";

export interface TypedPasswords {
  current: string;
  next: string;
  again: string;
}

export const NOTHING_TYPED: TypedPasswords = { current: "", next: "", again: "" };

export type PasswordFault = "current" | "short" | "same" | "differs";

/** What is wrong with what was typed, as one of `passwordFault_*`. */
export function findPasswordFaults({ current, next, again }: TypedPasswords): PasswordFault[] {
  const faults: PasswordFault[] = [];
  if (current === "") faults.push("current");
  if ([...next].length < SHORTEST_PASSWORD) faults.push("short");
  else if (next === current) faults.push("same");
  if (again !== next) faults.push("differs");
  return faults;
}

export type PasswordRefusal = "wrong" | "rules" | "wait" | "session" | "unknown" | "other";

/** Why the server did not do it, as one of `passwordRefusal_*`; null where no answer came. */
export function judgePasswordRefusal(
  refusal: { status: number; kind: string } | null,
): PasswordRefusal {
  if (refusal === null) return "unknown";
  const { status, kind } = refusal;
  if (kind === "wrong-password") return "wrong";
  if (status === 422) return "rules";
  if (status === 429) return "wait";
  return status === 401 ? "session" : "other";
}
