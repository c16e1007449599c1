import { describe, expect, it } from "vitest";
import { findTroubles } from "../src/state/troubles";
import { alarm } from "./rows";

function system(source: string, state: "unacknowledged" | "returned_unacknowledged") {
  return alarm({ id: `${source}:system`, source, condition: "system", hazard: "", state });
}

describe("the platform's troubles", () => {
  it("are its own alarms that stand, the one that blinds the picture first", () => {
    const journal = system("journal", "unacknowledged");
    const broker = system("broker", "unacknowledged");
    expect(findTroubles([alarm({}), journal, broker])).toEqual([broker, journal]);
  });

  it("are over when the condition is, acknowledged or not", () => {
    expect(findTroubles([system("broker", "returned_unacknowledged")])).toEqual([]);
  });

  it("are not the historian's: what it lacks is kept for it, and the picture is true", () => {
    expect(findTroubles([system("historian", "unacknowledged")])).toEqual([]);
  });

  it("are not that people elsewhere can't be told: who sees the page sees all", () => {
    expect(findTroubles([system("notices", "unacknowledged")])).toEqual([]);
  });

  it("include one that this page does not know by name", () => {
    const other = system("clockwork", "unacknowledged");
    expect(findTroubles([other])).toEqual([other]);
  });
});
