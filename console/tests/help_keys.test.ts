import { expect, test } from "vitest";
import { SCREENS } from "../src/state/address";
import { keysOf } from "../src/state/help_keys";

test("every screen says how it is worked by keys, and how sound and help are", () => {
  for (const screen of SCREENS) {
    const keys = keysOf(screen).map(({ key }) => key);
    expect(keys.slice(-2)).toEqual(["F2", "?"]);
    expect(keys.length, screen).toBeGreaterThan(2);
  }
});

test("the keys of one screen are not told on another", () => {
  const does = (screen: (typeof SCREENS)[number]) => keysOf(screen).map((one) => one.does);
  expect(does("overview")).toContain("helpAcknowledge");
  expect(does("trends")).toContain("helpZoom");
  expect(does("trends")).not.toContain("helpAcknowledge");
  expect(does("kpi")).toContain("helpTab");
});
