import { describe, expect, test } from "vitest";
import {
  askServer,
  changeRole,
  findFaults,
  judgeOutcome,
  nameAction,
  nameRefusal,
  partsFor,
  readQuestion,
  writeQuestion,
} from "../src/state/administration";
import { judgeChange, kindOf, writeFigure } from "../src/state/rule_changes";
import type { Role } from "../src/wire/administration";
import { instantOf } from "../src/state/beijing";

const ROLES: Record<string, Role> = {
  viewer: { rights: ["read"], place: "any", places: ["A1", "E1"] },
  enterprise: { rights: ["handle"], place: "enterprise", places: ["E1"] },
  audit_admin: { rights: ["read_audit"], place: "none", places: [] },
};
const WISH = { name: "x", role: "viewer", place: "", password: "a long password" };
const NOW = instantOf([2026, 11, 26, 12, 0, 0])!;

describe("parts", () => {
  test("each goes with its right", () => {
    expect(partsFor(["read"])).toEqual([]);
    expect(partsFor(["read_audit"])).toEqual(["audit"]);
    expect(partsFor(["operate"])).toEqual(["rules", "health"]);
    expect(partsFor(["read", "operate", "manage_accounts", "read_audit"])).toHaveLength(4);
  });
});

describe("accounts", () => {
  test.each([
    [WISH, true, []],
    [{ ...WISH, password: "" }, false, []],
    [{ ...WISH, password: "" }, true, ["password"]],
    [{ ...WISH, password: "short" }, false, ["password"]],
    [{ ...WISH, name: " " }, true, ["name"]],
    [{ ...WISH, role: "" }, true, ["role"]],
    [{ ...WISH, role: "enterprise" }, true, ["place"]],
  ])("what is wrong with %j", (wish, isNew, faults) => {
    expect(findFaults(wish, ROLES, isNew)).toEqual(faults);
  });

  test("a place goes where the new role has no such place", () => {
    const there = { ...WISH, place: "E1" };
    expect(changeRole(there, "enterprise", ROLES).place).toBe("E1");
    expect(changeRole({ ...WISH, place: "A1" }, "enterprise", ROLES).place).toBe("");
    expect(changeRole(there, "audit_admin", ROLES).place).toBe("");
  });

  test.each([
    [{ status: 403, kind: "own-account" }, "own_account"],
    [{ status: 412, kind: "stale-version" }, "stale_version"],
    [{ status: 500, kind: "internal-error" }, "server"],
    [{ status: 400, kind: "not-json" }, "other"],
  ])("%j in words", (refusal, name) => {
    expect(nameRefusal(refusal)).toBe(name);
  });
});

describe("the audit log", () => {
  test("what is asked goes into the address and back", () => {
    const asked = { actor: " op ", action: "login", object: "", from: "8:00", to: "" };
    const written = writeQuestion(asked);
    expect(written).toEqual({ actor: ["op"], action: ["login"], from: ["8:00"] });
    expect(readQuestion(new Map(Object.entries(written)))).toEqual({ ...asked, actor: "op" });
  });

  test("times are those of Beijing, and what is none is not asked", () => {
    const asked = { actor: "", action: "", object: "T1:HH", from: "2026-11-26 08:00", to: "" };
    const from = instantOf([2026, 11, 26, 8, 0, 0]);
    expect(askServer(asked, NOW)!.toString()).toBe(`object=T1%3AHH&from=${from}`);
    expect(askServer({ ...asked, from: "gestern" }, NOW)).toBeNull();
  });

  test("actions and outcomes have words", () => {
    expect(nameAction("POST /alarms/{id}/out-of-service")).toBe("POST_alarms_id_out_of_service");
    expect(["200", "204", "ok", "404", "conflict", "refused", "500", "lost"].map(judgeOutcome)).toEqual(
      ["done", "done", "done", "refused", "refused", "refused", "failed", "failed"],
    );
  });
});

describe("rule versions and figures", () => {
  const change = { source: "T1", condition: "H", key: "limit" };
  test("a limit that came is a rule that came", () => {
    expect(judgeChange({ ...change, before: null, after: 80 })).toBe("added");
    expect(judgeChange({ ...change, before: 80, after: null })).toBe("removed");
    expect(judgeChange({ ...change, before: 80, after: 85 })).toBe("changed");
    expect(judgeChange({ ...change, before: null, after: null })).toBe("changed");
    expect(kindOf("on_delay_ms", 3000)).toBe("ms");
    expect(kindOf("latching", false)).toBe("bool");
    expect(kindOf("limit", null)).toBe("none");
  });

  test.each([
    ["disk_free_bytes", 1.5 * 2 ** 30, "1.5 GB"],
    ["spool_bytes", 0, "0 B"],
    ["commit_seconds", 0.0042, "4.2 ms"],
    ["loop_lag_seconds", 1.25, "1250 ms"],
    ["readings", 1234567, "1,234,567"],
  ])("%s of %d", (name, value, written) => {
    expect(writeFigure(name, value)).toBe(written);
  });
});
