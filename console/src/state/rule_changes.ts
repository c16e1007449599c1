/** What a rule version changed, as a person reads it. Pure. */
import type { RuleChange, SettingValue } from "../wire/administration";

export type ChangeKind = "added" | "removed" | "changed";

/** A limit that came is a rule that came; what has no value on either side differs somehow. */
export function judgeChange({ before, after }: RuleChange): ChangeKind {
  if (before === null && after !== null) return "added";
  return before !== null && after === null ? "removed" : "changed";
}

/** Which kind of words a value needs. */
export function kindOf(key: string, value: SettingValue): "none" | "bool" | "ms" | "plain" {
  if (value === null) return "none";
  if (typeof value === "boolean") return "bool";
  return key.endsWith("_ms") ? "ms" : "plain";
}

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** `1.5 GB`, `20 ms`, `12,345`: a figure of `/metrics` with the unit that its name ends in. */
export function writeFigure(name: string, value: number): string {
  if (name.endsWith("_bytes")) return writeBytes(value);
  if (name.endsWith("_seconds")) return `${(1000 * value).toFixed(value < 0.01 ? 1 : 0)} ms`;
  return Math.round(value).toLocaleString("en-US");
}

function writeBytes(bytes: number): string {
  let [rest, unit] = [bytes, 0];
  while (rest >= 1024 && unit < UNITS.length - 1) [rest, unit] = [rest / 1024, unit + 1];
  return `${rest.toFixed(unit === 0 || rest >= 100 ? 0 : 1)} ${UNITS[unit]}`;
}
