import { afterEach, describe, expect, it, vi } from "vitest";
import { readBins, readEvents } from "../src/wire/trends";

const { signal } = new AbortController();

function answerWith(body: unknown) {
  const asked = vi.fn(async (_path: string) => new Response(JSON.stringify(body)));
  vi.stubGlobal("fetch", asked);
  return () => new URL(asked.mock.calls[0]![0], "http://park");
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("what trends ask for", () => {
  it("is one tag's history in so many parts", async () => {
    const asked = answerWith({});
    await readBins("罐/1 &2", { from: 600, to: 6_600, points: 10 }, signal);
    expect(asked().pathname).toBe(`/api/v1/tags/${encodeURIComponent("罐/1 &2")}/history`);
    expect(Object.fromEntries(asked().searchParams)).toEqual({
      from: "600",
      to: "6600",
      points: "10",
    });
  });

  it("is the newest of what happened to the alarms of these tags and no others", async () => {
    const asked = answerWith({ items: [], next: null });
    await readEvents(["a&b", "c"], { from: 1.5, to: 9.5 }, signal);
    expect(asked().pathname).toBe("/api/v1/journal");
    expect(asked().searchParams.getAll("source")).toEqual(["a&b", "c"]);
    expect(asked().searchParams.get("order")).toBe("newest");
    expect([asked().searchParams.get("from"), asked().searchParams.get("to")]).toEqual(["1", "10"]);
  });
});
