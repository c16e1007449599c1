/**
 * Administration (系统管理) without the screen: which parts a person sees, what an account may be, and
 * what is asked of the audit log. Pure. The server decides; what is foreseen here saves a question.
 */
import type { AccountWish, Role } from "../wire/administration";
import { readTyped } from "./beijing";

/** The parts of the screen, in the order of their tabs, and the right that each needs. */
export const PARTS = {
  people: "manage_accounts",
  rules: "operate",
  audit: "read_audit",
  health: "operate",
} as const;

export type Part = keyof typeof PARTS;

/** The parts that a person with these rights sees; none, and there is no such screen. */
export function partsFor(scopes: readonly string[]): Part[] {
  return (Object.keys(PARTS) as Part[]).filter((part) => scopes.includes(PARTS[part]));
}

export const SHORTEST_PASSWORD = 10;

export type AccountFault = "name" | "role" | "password" | "place";

/** What is wrong with a wish as far as that is known here. */
export function findFaults(
  wish: AccountWish,
  roles: Readonly<Record<string, Role>>,
  isNew: boolean,
): AccountFault[] {
  const role = roles[wish.role];
  const faults: AccountFault[] = [];
  if (wish.name.trim() === "") faults.push("name");
  if (role === undefined) faults.push("role");
  if (role?.place === "enterprise" && wish.place === "") faults.push("place");
  const given = isNew || wish.password !== "";
  if (given && [...wish.password].length < SHORTEST_PASSWORD) faults.push("password");
  return faults;
}

/** A place goes with the role: where the new one has no such place, it is none. */
export function changeRole(
  wish: AccountWish,
  role: string,
  roles: Readonly<Record<string, Role>>,
): AccountWish {
  const kept = roles[role]?.places.includes(wish.place) ?? false;
  return { ...wish, role, place: kept ? wish.place : "" };
}

/** Why the server did not do it, as one of `adminRefusal_*`. */
export function nameRefusal({ status, kind }: { status: number; kind: string }): string {
  const known = new Set([
    "forbidden",
    "own-account",
    "last-manager",
    "name-taken",
    "stale-version",
    "not-found",
    "invalid-request",
    "too-many-requests",
    "unavailable",
  ]);
  return known.has(kind) ? kind.replaceAll("-", "_") : status >= 500 ? "server" : "other";
}

/** What is asked of the audit log, as it is typed and as it stands in the address. */
export interface AuditQuestion {
  actor: string;
  action: string;
  object: string;
  from: string;
  to: string;
}

export const AUDIT_FIELDS = ["actor", "action", "object", "from", "to"] as const;

export function readQuestion(query: ReadonlyMap<string, readonly string[]>): AuditQuestion {
  const one = (name: string) => query.get(name)?.[0] ?? "";
  return {
    actor: one("actor"),
    action: one("action"),
    object: one("object"),
    from: one("from"),
    to: one("to"),
  };
}

/** The same for the address: what is empty isn't said. */
export function writeQuestion(question: AuditQuestion): Record<string, readonly string[]> {
  const said = AUDIT_FIELDS.filter((name) => question[name].trim() !== "");
  return Object.fromEntries(said.map((name) => [name, [question[name].trim()]]));
}

/**
 * The same for the server, without page and limit; null where a time can't be read.
 *
 * @param now whose year or day is meant where a time leaves it out
 */
export function askServer(question: AuditQuestion, now: number): URLSearchParams | null {
  const asked = new URLSearchParams();
  for (const name of AUDIT_FIELDS) {
    const text = question[name].trim();
    if (text === "") continue;
    if (name !== "from" && name !== "to") {
      asked.set(name, text);
      continue;
    }
    const at = readTyped(text, now);
    if (at === null) return null;
    asked.set(name, String(at));
  }
  return asked;
}

/** The word of an action: `POST /alarms/{id}/shelve` is `POST_alarms_id_shelve`. */
export function nameAction(action: string): string {
  return action.replace(/[^A-Za-z0-9]+/g, "_").replace(/_$/, "");
}

export type OutcomeKind = "done" | "refused" | "failed";

export function judgeOutcome(outcome: string): OutcomeKind {
  if (outcome === "ok" || /^2|^3/.test(outcome)) return "done";
  return /^5/.test(outcome) || outcome === "lost" ? "failed" : "refused";
}

/** Actions that one may ask for by name, the commonest first. */
export const ACTIONS: readonly string[] = [
  "login",
  "login_failed",
  "logout",
  "account_set",
  "account_removed",
  "sessions_ended",
  "gateway_credential_set",
  "gateway_credential_removed",
  "password_changed",
  "ack",
  "shelve",
  "unshelve",
  "comment",
  "POST /alarms/{id}/acknowledge",
  "POST /alarms/{id}/reset",
  "POST /alarms/{id}/shelve",
  "POST /alarms/{id}/unshelve",
  "POST /alarms/{id}/suppress",
  "POST /alarms/{id}/out-of-service",
  "POST /alarms/{id}/return-to-service",
  "POST /alarms/{id}/comment",
  "POST /filed-stops",
  "POST /filed-stops/{id}/approve",
  "POST /filed-stops/{id}/refuse",
  "POST /filed-stops/{id}/withdraw",
  "POST /filed-stops/{id}/end",
  "POST /gateways/{id}/dead-letters/replay",
  "POST /handovers",
  "POST /handovers/{id}/sign",
  "GET /exports/alarms",
  "GET /exports/journal",
  "GET /exports/audit",
  "GET /audit",
  "live",
  "audit_lost",
];
