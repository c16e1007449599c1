/**
 * What one change of the alarms costs the map before anything is drawn: of five thousand alarms at five
 * hundred hazards five change, and what stands where is counted on, or for comparison anew.
 * `npx vitest bench`.
 */
import { bench, describe } from "vitest";
import type { Atlas } from "../src/state/atlas";
import { countStandings } from "../src/state/standings";
import type { AlarmRow } from "../src/wire/frames";
import { alarm } from "./rows";

const ALARMS = 5_000;
const CHANGED = 5;

const atlas = {
  keysAround: (source: string, hazard: string) => {
    const enterprise = `enterprise:${Number(hazard) % 100}`;
    return ["site", "area:1", enterprise, `hazard:${hazard}`, `equipment:${source}`];
  },
} as unknown as Atlas;

function row(index: number, acknowledged: boolean): AlarmRow {
  return alarm({
    id: `T${index}:H`,
    source: `T${index}`,
    hazard: `${index % 500}`,
    state: acknowledged ? "acknowledged" : "unacknowledged",
  });
}

describe("five of five thousand alarms change", () => {
  const rows = new Map(Array.from({ length: ALARMS }, (_, index) => [`T${index}:H`, row(index, false)]));
  let result = countStandings(atlas, rows, null);
  let changes = 0;
  const change = () => {
    const first = (changes++ * CHANGED) % ALARMS;
    const names = Array.from({ length: CHANGED }, (_, index) => `T${first + index}:H`);
    names.forEach((name, index) => rows.set(name, row(first + index, changes % 2 === 0)));
    return new Set(names);
  };
  bench("counted on", () => {
    result = countStandings(atlas, rows, { result, changed: change() });
  });
  bench("counted anew", () => {
    change();
    countStandings(atlas, rows, null);
  });
});
