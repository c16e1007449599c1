import { describe, expect, it } from "vitest";
import { PRIORITIES } from "../src/state/alarms";
import type { Atlas } from "../src/state/atlas";
import { countStandings, type Standings } from "../src/state/standings";
import type { AlarmRow, AlarmState } from "../src/wire/frames";
import { alarm } from "./rows";

/** Every source lies at the hazard that its alarm names, in one site. */
const flat = {
  keysAround: (_source: string, hazard: string) => ["site", `hazard:${hazard}`],
} as unknown as Atlas;

function rowsOf(...alarms: AlarmRow[]) {
  return new Map(alarms.map((one) => [one.id, one]));
}

function count(rows: ReadonlyMap<string, AlarmRow>, before: Standings | null = null, ...changed: string[]) {
  return countStandings(flat, rows, before && { result: before, changed: new Set(changed) });
}

/** What is never zero, so that what was forgotten and what was counted down to nothing are alike. */
function told({ tallies }: Standings) {
  return Object.fromEntries([...tallies].filter(([, tally]) => tally.worst !== null));
}

describe("what stands where", () => {
  it("is counted for each place around an alarm, the worst and the unacknowledged of it", () => {
    const { tallies } = count(
      rowsOf(
        alarm({ id: "A:H", hazard: "H1", priority: "medium", state: "acknowledged" }),
        alarm({ id: "B:H", hazard: "H2", priority: "critical" }),
        alarm({ id: "C:H", hazard: "H2", priority: "low", state: "normal" }),
        alarm({ id: "D:H", hazard: "H2", annunciated: false }),
      ),
    );
    expect(tallies.get("site")).toMatchObject({ worst: "critical", unacknowledged: 1 });
    expect(tallies.get("hazard:H1")).toMatchObject({ worst: "medium", unacknowledged: 0 });
    expect(tallies.get("hazard:H2")!.by).toEqual({ critical: 1, high: 0, medium: 0, low: 0 });
  });

  it("stays the very same where nothing of it has changed", () => {
    const rows = rowsOf(alarm({ id: "A:H", hazard: "H1" }), alarm({ id: "B:H", hazard: "H2" }));
    const first = count(rows);
    rows.set("A:H", alarm({ id: "A:H", hazard: "H1", value: 99 }));
    expect(count(rows, first, "A:H")).toBe(first);
    const [site, one, other] = ["site", "hazard:H1", "hazard:H2"].map((key) => first.tallies.get(key));
    rows.set("A:H", alarm({ id: "A:H", hazard: "H1", state: "acknowledged" }));
    const second = count(rows, first, "A:H");
    expect(second).not.toBe(first);
    expect(second.tallies.get("hazard:H2")).toBe(other);
    expect(second.tallies.get("hazard:H1")).not.toBe(one);
    expect(second.tallies.get("site"), "what lies around it, too").not.toBe(site);
    expect(second.tallies.get("hazard:H1")!.unacknowledged).toBe(0);
  });

  it("counted on is what it is when it is counted anew, whatever happens", () => {
    let seed = 7;
    const next = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    const states: AlarmState[] = ["unacknowledged", "acknowledged", "normal"];
    const rows = rowsOf();
    let standings = count(rows);
    for (let step = 0; step < 400; step += 1) {
      const id = `T${next(12)}:H`;
      if (next(4) === 0) rows.delete(id);
      else
        rows.set(
          id,
          alarm({
            id,
            hazard: `H${id.length % 2}${id.charCodeAt(1) % 3}`,
            priority: PRIORITIES[next(4)]!,
            state: states[next(3)]!,
            annunciated: next(5) > 0,
          }),
        );
      standings = count(rows, standings, id);
      expect(told(standings)).toEqual(told(count(rows)));
    }
  });
});
