import { describe, expect, it } from "vitest";
import { addressOf, OVERVIEW, readAddress, SCREENS, writeAddress } from "../src/state/address";

describe("the address of what is shown", () => {
  it.each(SCREENS)("leads back to %s and to what is shown there", (screen) => {
    const address = addressOf(screen, { tag: ["T-LT101A", "罐 1&2"], from: ["0"] });
    const url = new URL(writeAddress(address), "http://park");

    expect(readAddress(url.pathname, url.search)).toEqual(address);
  });

  it("has one word of a path, so that the page's files are found beside it", () => {
    for (const screen of SCREENS) expect(writeAddress(addressOf(screen))).toMatch(/^\/[a-z]*$/);
  });

  it.each(["/nowhere", "/overview/deeper", "/assets/x.js"])("is the overview's for %s", (path) => {
    expect(readAddress(path, "?tag=x")).toEqual(OVERVIEW);
  });
});
