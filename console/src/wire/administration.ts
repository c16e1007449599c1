/**
 * Administration (系统管理) on the wire: accounts, who is logged in, and the record of what everybody
 * did. Types and calls only; who may do what is decided by the server.
 */
import type { Instant } from "./frames";
import { readAll, request, type Page } from "./rest";

export interface Account {
  name: string;
  role: string;
  /** The area or enterprise to which it is limited, empty for the whole site. */
  place: string;
  /** Another one after any change. */
  version: string;
  /** Where the person is logged in, counted. */
  sessions: number;
  /** Whether it is who asks. */
  yours: boolean;
  /** The identity provider that decides about it; empty for an account of our own. */
  issuer: string;
}

export interface Role {
  rights: string[];
  place: "none" | "any" | "enterprise";
  /** Where its accounts may stand, by id. */
  places: string[];
}

export interface Place {
  id: string;
  name: string;
  name_en: string;
}

export interface Accounts {
  accounts: Account[];
  roles: Record<string, Role>;
  places: Place[];
}

export interface Session {
  name: string;
  role: string;
  place: string;
  /** Null where it is not known. */
  since: Instant | null;
  until: Instant;
  remote: string;
  yours: boolean;
}

/** An account as it is to be. */
export interface AccountWish {
  name: string;
  role: string;
  place: string;
  /** Empty: it stays what it is. */
  password: string;
}

export interface AuditRow {
  seq: number;
  at: Instant;
  actor: string;
  role: string;
  place: string;
  /** A word, or a method and a route. */
  action: string;
  object: string;
  /** An HTTP status, or `ok`, `conflict`, `refused`. */
  outcome: string;
  remote: string;
  request_id: string;
  detail: string;
  /** How often, where refusals were counted. */
  times: number;
}

type AccountPage = Page<Account> & Pick<Accounts, "roles" | "places">;

export async function readAccounts(signal: AbortSignal): Promise<Accounts> {
  const first = await request<AccountPage>("GET", "/accounts?limit=1000", undefined, signal);
  const rest = first.next === null ? [] : await readAll<Account>("/accounts", signal);
  const accounts = first.next === null ? first.items : rest;
  return { accounts, roles: first.roles, places: first.places };
}

export function readSessions(signal: AbortSignal): Promise<Session[]> {
  return readAll("/sessions", signal);
}

/**
 * Makes an account, or changes one as it was seen.
 *
 * @param seen null where there is to be none yet
 * @throws {Refusal} 412 where it has changed since, else with the server's word for its reason
 */
export function setAccount(wish: AccountWish, seen: Account | null): Promise<Account> {
  const { name, role, place, password } = wish;
  const body = { role, place, ...(password === "" ? {} : { password }) };
  const headers: Record<string, string> =
    seen === null ? { "If-None-Match": "*" } : { "If-Match": `"${seen.version}"` };
  return request("PUT", pathOf(name), body, undefined, { headers });
}

/** @throws {Refusal} 412 where it has changed since, else with the server's word for its reason */
export function removeAccount({ name, version }: Account): Promise<void> {
  // Who comes by single sign-on has no version here: the provider decides about it.
  const headers: Record<string, string> = version === "" ? {} : { "If-Match": `"${version}"` };
  return request("DELETE", pathOf(name), undefined, undefined, { headers });
}

export function endSessions(name: string): Promise<{ ended: number }> {
  return request("DELETE", `${pathOf(name)}/sessions`);
}

export function readAudit(query: string, signal: AbortSignal): Promise<Page<AuditRow>> {
  return request("GET", `/audit?${query}`, undefined, signal);
}

function pathOf(name: string): string {
  return `/accounts/${encodeURIComponent(name)}`;
}

/** A plant directory that was put in force, or was refused and was not. */
export interface RuleVersion {
  seq: number;
  at: Instant;
  hash: string;
  cause: "start" | "reload" | "refused";
  by: string;
  tags: number;
  complaints: string[];
  in_force: boolean;
}

export type SettingValue = number | string | boolean | null;

export interface RuleChange {
  source: string;
  /** Of an alarm, empty where the source itself is meant. */
  condition: string;
  /** Empty where the whole of it came or went. */
  key: string;
  before: SettingValue;
  after: SettingValue;
}

export interface RuleChanges {
  seq: number;
  /** The number of the version in force before, null for the first. */
  since: number | null;
  /** How many there are; a bound is told of them. */
  total: number;
  changes: RuleChange[];
}

export interface HealthCheck {
  name: string;
  ok: boolean;
  /** Whether alarms depend on it. */
  vital: boolean;
  detail: string;
}

export interface HealthFigure {
  name: string;
  value: number;
  /** Counted since the start; else as of now. */
  total: boolean;
}

export interface PlatformHealth {
  version: string;
  now: Instant;
  ready: boolean;
  lag_ms: number;
  plant_hash: string;
  tags: number;
  checks: HealthCheck[];
  figures: HealthFigure[];
}

export function readRuleVersions(signal: AbortSignal): Promise<RuleVersion[]> {
  return readAll("/rule-versions", signal);
}

/** @throws {Refusal} 404 where no copy of its rules is kept */
export function readRuleChanges(seq: number, signal: AbortSignal): Promise<RuleChanges> {
  return request("GET", `/rule-versions/${seq}/changes`, undefined, signal);
}

export function readHealth(signal: AbortSignal): Promise<PlatformHealth> {
  return request("GET", "/health", undefined, signal);
}
