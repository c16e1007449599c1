import { beforeEach, describe, expect, it, vi } from "vitest";
import { FilterShelf } from "../src/filter_shelf";
import { NO_FILTER, toggleHazard, toggleNuisance, togglePriority } from "../src/state/filter";
import { readView, writeView, type SavedView } from "../src/state/saved_filters";
import * as wire from "../src/wire/filters";
import { Refusal } from "../src/wire/rest";

const high = togglePriority(NO_FILTER, "high");
const view: SavedView = {
  filter: toggleHazard(toggleNuisance(high, "chattering"), { id: "H1", enterprise: "E1" }),
  list: "shelved",
};
const row = { name: "夜班", filter: writeView(view), version: 3, changed: 1 };

describe("a filter as text", () => {
  it("comes back as it was", () => {
    expect(readView(writeView(view))).toEqual(view);
    const none: SavedView = { filter: NO_FILTER, list: "active" };
    expect(readView(writeView(none))).toEqual(none);
  });

  it("loses what this version does not know, and keeps the rest", () => {
    const later = { priorities: ["high", "purple"], list: "map", hazard: 5, more: [1] };
    expect(readView(JSON.stringify(later))).toEqual({ filter: high, list: "active" });
  });

  it.each(["", "{", "null", "5", '"x"'])("that nobody can read is none: %s", (text) => {
    expect(readView(text)).toBeNull();
  });
});

describe("the shelf", () => {
  let applied: SavedView[];
  let shelf: FilterShelf;

  beforeEach(() => {
    vi.restoreAllMocks();
    applied = [];
    shelf = new FilterShelf({
      view: () => view,
      apply: (one) => applied.push(one),
      changed: () => undefined,
    });
    vi.spyOn(wire, "readFilters").mockResolvedValue([row]);
  });

  it("applies what was saved, and is closed then", async () => {
    await shelf.show();
    shelf.apply(shelf.filters![0]!);
    expect(applied).toEqual([view]);
    expect(shelf.open).toBe(false);
  });

  it("saves under a new name only where there is none, else in the version known", async () => {
    const save = vi.spyOn(wire, "saveFilter").mockResolvedValue(row);
    await shelf.show();
    await shelf.save(" 白班 ");
    await shelf.save("夜班");
    expect(save.mock.calls).toEqual([
      ["白班", row.filter, null],
      ["夜班", row.filter, 3],
    ]);
  });

  it("says why nothing was saved", async () => {
    const save = vi.spyOn(wire, "saveFilter");
    for (const [status, trouble] of [[412, "changed"], [409, "full"], [503, "not_kept"]] as const) {
      save.mockRejectedValueOnce(new Refusal(status, ""));
      await shelf.save("x");
      expect(shelf.trouble).toBe(trouble);
    }
  });

  it("of somebody else is not shown", async () => {
    await shelf.show();
    shelf.forget();
    expect([shelf.filters, shelf.open]).toEqual([null, false]);
  });
});
