import { expect, test } from "vitest";
import { boundsOf, MOST_SOURCES, queryOf, sourcesOf, WHOLE } from "../src/state/history_query";

const NOON = Date.UTC(2026, 10, 26, 4);

test("the usual ranges end now and have no end of their own", () => {
  expect(boundsOf(WHOLE, NOON)).toEqual({ from: null, to: null });
  expect(boundsOf({ ...WHOLE, span: "day" }, NOON)).toEqual({ from: NOON - 86_400_000, to: null });
});

test("an own range is typed in Beijing time, also of years ago", () => {
  const own = { ...WHOLE, span: "own" as const, from: "2024-01-02 08:00", to: "2026-11-26 12:00" };
  expect(boundsOf(own, NOON)).toEqual({ from: Date.UTC(2024, 0, 2), to: NOON });
  expect(boundsOf({ ...own, to: "2023-01-01 00:00" }, NOON)).toBe("backwards");
  expect(boundsOf({ ...own, to: "later" }, NOON)).toBe("unreadable");
});

test("what was typed is looked for itself too, unless it can be no id", () => {
  expect(sourcesOf("  ", [])).toBeNull();
  expect(sourcesOf("IL-101", ["LT-101"])).toEqual(["IL-101", "LT-101"]);
  expect(sourcesOf("LT-101", ["LT-101"])).toEqual(["LT-101"]);
  expect(sourcesOf("苯 液位", ["LT-101"])).toEqual(["LT-101"]);
  const many = Array.from({ length: 200 }, (_, index) => `T${index}`);
  expect(sourcesOf("T", many)).toHaveLength(MOST_SOURCES);
});

test("what finds nothing asks for nothing rather than for all", () => {
  const query = queryOf({ from: 1, to: null }, sourcesOf("nowhere", []));
  expect(query).toBe("from=1&source=nowhere");
  expect(sourcesOf("no where", [])).toEqual(["no where"]);
});
