import { describe, expect, it } from "vitest";
import { addressOf, readAddress, writeAddress } from "../src/state/address";
import {
  MOST_TAGS,
  readView,
  withoutTag,
  withTag,
  writeView,
  type TrendView,
} from "../src/state/trend_address";

function read(search: string): TrendView {
  return readView(readAddress("/trends", search).query);
}

describe("the address of trends", () => {
  it.each<TrendView>([
    { tags: ["LT-1", "罐 1&2"], focus: "罐 1&2", when: "8h" },
    { tags: ["LT-1"], focus: "LT-1", when: { from: 1_000_000, to: 2_000_000 } },
    { tags: [], focus: null, when: "7d" },
  ])("leads back to what was shown: %j", (view) => {
    const url = new URL(writeAddress(addressOf("trends", writeView(view))), "http://park");
    expect(read(url.search)).toEqual(view);
  });

  it("shows the last half hour where it says nothing of time, and the first tag in focus", () => {
    expect(read("?tag=a&tag=b")).toEqual({ tags: ["a", "b"], focus: "a", when: "30m" });
  });

  it("takes of too many, empty or repeated tags what can be shown", () => {
    const many = Array.from({ length: 20 }, (_, index) => `tag=${index % 10}`).join("&");
    expect(read(`?tag=&${many}`).tags).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    expect(read("?tag=a&focus=z").focus).toBe("a");
  });

  it.each([
    "from=5",
    "from=20000&to=1",
    "from=1&to=2",
    "from=x&to=y",
    "from=-90000&to=20000",
    "from=0&to=99999999999999",
    "from=1e5&to=9e5",
    "span=3m",
  ])("is live where %s is no range", (query) => {
    expect(read(`?${query}`).when).toBe("30m");
  });
});

describe("the tags of a picture", () => {
  const view: TrendView = { tags: ["a", "b", "c"], focus: "b", when: "30m" };

  it("get one more unless it is there or there is no room", () => {
    expect(withTag(view, "d").tags).toEqual(["a", "b", "c", "d"]);
    expect(withTag(view, "a")).toBe(view);
    expect(withTag({ ...view, tags: [], focus: null }, "d").focus).toBe("d");
    const full = { ...view, tags: Array.from({ length: MOST_TAGS }, (_, index) => `${index}`) };
    expect(withTag(full, "d")).toBe(full);
  });

  it("give the focus on when the one in focus leaves", () => {
    expect(withoutTag(view, "b")).toMatchObject({ tags: ["a", "c"], focus: "c" });
    expect(withoutTag({ ...view, focus: "c" }, "c").focus).toBe("b");
    expect(withoutTag(view, "a").focus).toBe("b");
    expect(withoutTag({ ...view, tags: ["b"] }, "b").focus).toBeNull();
  });
});
