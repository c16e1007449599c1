import { describe, expect, it } from "vitest";
import { readTyped, writeTyped } from "../src/words/typed_time";

const EIGHT = Date.UTC(2026, 10, 26, 0, 0);

describe("a time that is typed", () => {
  it.each(["2026-11-26 08:00", " 2026/11/26 8:00 ", "2026.11.26 08：00", "2026年11月26日 08:00"])(
    "is Beijing time: %s",
    (text) => expect(readTyped(text)).toBe(EIGHT),
  );

  it.each(["", "8:00", "2026-11-26", "2026-02-31 08:00", "2026-13-01 08:00", "2026-11-26 24:30", "x"])(
    "is none: %s",
    (text) => expect(readTyped(text)).toBeNull(),
  );

  it("is written as it is read", () => {
    expect(writeTyped(EIGHT)).toBe("2026-11-26 08:00");
    expect(readTyped(writeTyped(EIGHT))).toBe(EIGHT);
  });
});
