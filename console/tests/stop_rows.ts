/** Filed stops and the rules for them, for tests: every field, of which a test names what it is about. */
import type { FiledStop, StopRules } from "../src/wire/filed_stops";

export function stop(change: Partial<FiledStop>): FiledStop {
  return {
    id: "FS-1",
    state: "requested",
    version: 1,
    category: "overhaul",
    label: { zh: "检修", en: "overhaul" },
    enterprise: "E1",
    scope: { tags: ["LT-1"], equipment: [], hazards: [], gateways: [] },
    from: 10_000,
    until: 20_000,
    reason: "检修",
    work_order: "",
    requested_by: "engineer",
    requested_at: 1_000,
    decided_by: "",
    decided_at: null,
    began_at: null,
    ended_at: null,
    ended_by: "",
    note: "",
    points: 1,
    covers: ["H1"],
    gone: [],
    overlaps: [],
    ...change,
  };
}

const DAY_MS = 86_400_000;

export const RULES: StopRules = {
  categories: [
    { category: "overhaul", label: { zh: "检修", en: "overhaul" }, longest_ms: 60 * DAY_MS },
    { category: "calibration", label: { zh: "标定", en: "calibration" }, longest_ms: 3 * DAY_MS },
  ],
  ahead_ms: 90 * DAY_MS,
  may_file: true,
  may_decide: false,
};
