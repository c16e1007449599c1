import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readAgain, readNewestOf, readOpen, type KnownPage } from "../src/wire/handling";
import { parkOf } from "../src/wire/premises";
import { handling } from "./handling_rows";

const signal = new AbortController().signal;
const answers = vi.fn<(path: string, tag: string | null) => Response>();

beforeEach(() => {
  answers.mockReset();
  vi.stubGlobal("fetch", (path: string, options: { headers: Record<string, string> }) =>
    Promise.resolve(answers(path, options.headers["If-None-Match"] ?? null)),
  );
});
afterEach(() => vi.unstubAllGlobals());

function page(ids: number[], next: string | null, tag: string): Response {
  const body = { items: ids.map((id) => handling(id)), next, newest: {} };
  return new Response(JSON.stringify(body), { headers: { ETag: tag } });
}

describe("reading again", () => {
  it("gives the same object where nothing has changed", async () => {
    answers.mockImplementation((_, tag) =>
      tag === '"a"' ? new Response(null, { status: 304 }) : page([1], null, '"a"'),
    );
    const first = await readAgain<unknown>("/handling/1", null, signal);
    expect(await readAgain("/handling/1", first, signal)).toBe(first);
    // The tag of one thing says nothing of another.
    await readAgain("/handling/2", first, signal);
    expect(answers).toHaveBeenLastCalledWith("/api/v1/handling/2", null);
  });

  it("goes through all pages, each by its own tag", async () => {
    const fresh: Record<string, Response> = {};
    answers.mockImplementation((path, tag) => {
      const second = path.includes("cursor=c%3D");
      const own = second ? '"2"' : '"1"';
      if (fresh[own]) return fresh[own].clone();
      if (tag === own) return new Response(null, { status: 304 });
      return second ? page([1], null, own) : page([2], "c=", own);
    });
    const known: readonly KnownPage[] = await readOpen([], signal);
    expect(known.flatMap(({ body }) => body.items.map(({ id }) => id))).toEqual([2, 1]);
    expect(await readOpen(known, signal)).toBe(known);
    fresh['"2"'] = page([1, 0], null, '"3"');
    const later = await readOpen(known, signal);
    expect(later[0]).toBe(known[0]);
    expect(later[1]?.body.items).toHaveLength(2);
  });

  it("finds the newest record of an alarm, whatever its step", async () => {
    answers.mockImplementation(() => page([7], null, '"a"'));
    expect((await readNewestOf("T 1:HH", signal))?.id).toBe(7);
    expect(answers.mock.calls[0]?.[0]).toMatch(/alarm=T%201%3AHH&step=pushed&.*step=closed&limit=1$/);
    answers.mockImplementation(() => page([], null, '"b"'));
    expect(await readNewestOf("T-2:HH", signal)).toBeNull();
  });
});

it("an enterprise's account knows of the park what it is told, and nothing more", () => {
  const named = (id: string, name: string) => ({ id, name, name_en: "" });
  const park = parkOf({
    park: named("P1", "园区"),
    enterprise: named("ent1", "甲公司"),
    hazards: [named("H1", "罐区")],
    now: 1,
    simulation: true,
    clock: "wall",
  });
  expect(park.plant).toMatchObject({ name: "园区", simulation: true });
  expect(park.hazards.get("H1")).toMatchObject({ name: "罐区", enterprise: "ent1", contacts: [] });
  expect(park.enterprises.get("ent1")?.name).toBe("甲公司");
  expect(park.tags.size).toBe(0);
});
