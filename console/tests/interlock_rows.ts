/** Interlocks for tests, of which a test names what it is about. */
import type { InputNow, Interlock, InterlockInput, Role } from "../src/wire/interlocks";

export const NOW = 1_764_000_000_000;

export function input(
  role: Role,
  name: string,
  now: Partial<InputNow> | null = {},
  expected: number | null = null,
): InterlockInput {
  const told: InputNow = { truth: "false", state: "", since: NOW, due: null, value: 0 };
  return {
    role,
    name,
    source: name.split(":")[0]!,
    expected,
    time_s: null,
    now: now && { ...told, ...now },
  };
}

export function interlock(id: string, more: Partial<Interlock> = {}): Interlock {
  return {
    id,
    name: "",
    name_en: "",
    equipment: "",
    hazard: "H1",
    enterprise: "E1",
    need: 1,
    reset: "automatic",
    proof_test_due: null,
    inputs: [input("cause", "LT:HH"), input("effect", "ZS")],
    now: { demand: "ready", trip: "away" },
    ...more,
  };
}
