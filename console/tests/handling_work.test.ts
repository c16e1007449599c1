import { beforeEach, describe, expect, it, vi } from "vitest";
import { HandlingWork } from "../src/handling_work";
import { actOn, attach } from "../src/wire/handling";
import { Refusal } from "../src/wire/rest";
import { entry, handling, offer } from "./handling_rows";

vi.mock("../src/wire/handling", () => ({ actOn: vi.fn(), attach: vi.fn() }));

const VERIFY = offer("verify", { finding: true, words: true });
const SIGN = offer("sign");
const RECORD = handling(1, { version: 3 });

let lost = false;
let work: HandlingWork;

beforeEach(() => {
  vi.mocked(actOn).mockReset();
  vi.mocked(attach).mockReset();
  lost = false;
  work = new HandlingWork({ isLost: () => lost, changed: () => undefined });
});

function view(version: number) {
  return { record: { ...RECORD, version }, entries: [entry(version)], offers: [VERIFY] };
}

function write() {
  work.open(RECORD, VERIFY);
  work.write(1, "verify", { finding: "real", words: "泄漏" });
}

function keys(): string[] {
  return vi.mocked(actOn).mock.calls.map((call) => call[3]);
}

describe("what is done", () => {
  it("is sent on the version that was seen; then form and words are gone", async () => {
    vi.mocked(actOn).mockResolvedValue({ ...RECORD, version: 4 });
    write();
    await work.send(RECORD, VERIFY, work.form!.version);
    expect(actOn).toHaveBeenCalledWith(
      1,
      "verify",
      { version: 3, words: "泄漏", finding: "real" },
      expect.any(String),
    );
    expect(work.form).toBeNull();
    expect(work.draftOf(1, "verify").words).toBe("");
    expect(work.rounds).toBe(1);
  });

  it("is not done twice on the record of before", async () => {
    vi.mocked(actOn).mockResolvedValue({ ...RECORD, version: 4 });
    await work.send(RECORD, SIGN, 3);
    expect(work.isBusy(RECORD)).toBe(true);
    await work.send(RECORD, SIGN, 3);
    expect(actOn).toHaveBeenCalledTimes(1);
    expect(work.isBusy({ ...RECORD, version: 4 })).toBe(false);
  });

  it("is one thing at a time about a record, and nothing while the picture is lost", async () => {
    let settle: (row: typeof RECORD) => void = () => undefined;
    vi.mocked(actOn).mockReturnValue(new Promise((resolve) => (settle = resolve)));
    const sending = work.send(RECORD, SIGN, 3);
    expect(work.isBusy(RECORD)).toBe(true);
    expect(work.isBusy(handling(11))).toBe(false);
    settle({ ...RECORD, version: 4 });
    await sending;
    lost = true;
    await work.send(handling(2), SIGN, 1);
    expect(actOn).toHaveBeenCalledTimes(1);
  });
});

describe("a conflict", () => {
  it("keeps the words and goes on from what is shown then, once", async () => {
    vi.mocked(actOn).mockRejectedValue(new Refusal(412, "version_passed"));
    write();
    work.catchUp(view(5));
    expect(work.form?.version).toBe(3);
    await work.send(RECORD, VERIFY, 3);
    expect(work.outcomeOf(1, "verify")).toEqual({ kind: "conflict", shown: false });
    work.catchUp(view(5));
    expect(work.form).toMatchObject({ version: 5, since: 3 });
    expect(work.draftOf(1, "verify").words).toBe("泄漏");
    // What comes after that the person has not been told of.
    work.catchUp(view(6));
    expect(work.form?.version).toBe(5);
  });
});

describe("an attempt that failed", () => {
  it.each([
    [new Refusal(409, "not_verified"), { kind: "refused", why: "not_verified" }],
    [new Refusal(403, "needs the right", "forbidden"), { kind: "refused", why: "forbidden" }],
    [new Refusal(503, "the journal is away"), { kind: "unknown" }],
    [new TypeError("network"), { kind: "unknown" }],
  ])("%s is told, and the form stays", async (error, outcome) => {
    vi.mocked(actOn).mockRejectedValue(error);
    write();
    await work.send(RECORD, VERIFY, 3);
    expect(work.outcomeOf(1, "verify")).toEqual(outcome);
    expect(work.form).not.toBeNull();
  });

  it("is repeated under the same key, other words under another", async () => {
    vi.mocked(actOn).mockRejectedValue(new TypeError("network"));
    write();
    await work.send(RECORD, VERIFY, 3);
    await work.send(RECORD, VERIFY, 3);
    work.write(1, "verify", { words: "大量泄漏" });
    await work.send(RECORD, VERIFY, 3);
    const [first, second, third] = keys();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("is forgotten when the form is opened anew", async () => {
    vi.mocked(actOn).mockRejectedValue(new Refusal(409, "not_signed"));
    write();
    await work.send(RECORD, VERIFY, 3);
    work.close();
    work.open(RECORD, VERIFY);
    expect(work.outcomeOf(1, "verify")).toBeNull();
    expect(work.draftOf(1, "verify").words).toBe("泄漏");
  });
});

describe("a file", () => {
  const file = new File(["x"], "a.txt");

  it("does not disturb what is being written", async () => {
    vi.mocked(attach).mockResolvedValue({ ...RECORD, version: 4 });
    write();
    await work.attach(RECORD, file);
    expect(work.form).toMatchObject({ version: 4, since: 4 });
    expect(work.uploading).toBeNull();
  });

  it("does not hide what others did meanwhile", async () => {
    vi.mocked(attach).mockResolvedValue({ ...RECORD, version: 6 });
    write();
    await work.attach(RECORD, file);
    expect(work.form).toMatchObject({ version: 3, since: 3 });
  });

  it("on its way keeps nobody from acting, only from adding another one", async () => {
    let settle: (row: typeof RECORD) => void = () => undefined;
    vi.mocked(attach).mockReturnValue(new Promise((resolve) => (settle = resolve)));
    const adding = work.attach(RECORD, file);
    expect(work.uploading).toEqual({ record: 1, name: "a.txt" });
    expect(work.isBusy(RECORD)).toBe(false);
    await work.attach(RECORD, file);
    settle({ ...RECORD, version: 4 });
    await adding;
    expect(attach).toHaveBeenCalledTimes(1);
    expect(work.isAttaching(1)).toBe(false);
  });

  it("that got no answer is sent again under the same key", async () => {
    vi.mocked(attach).mockRejectedValue(new TypeError("network"));
    await work.attach(RECORD, file);
    await work.attach(RECORD, file);
    const [first, second] = vi.mocked(attach).mock.calls.map((call) => call[2]);
    expect(second).toBe(first);
  });

  it("that is refused says why", async () => {
    vi.mocked(attach).mockRejectedValue(new Refusal(415, "one of", "unsupported-media-type"));
    await work.attach(RECORD, file);
    expect(work.outcomeOf(1, "attachments")).toEqual({
      kind: "refused",
      why: "unsupported-media-type",
    });
  });
});

it("keeps nothing of what was typed for who comes next, and sends it under another key", async () => {
  vi.mocked(actOn).mockRejectedValue(new Error("no answer"));
  write();
  await work.send(RECORD, VERIFY, 3);
  work.forget();
  expect([work.form, work.draftOf(1, "verify").words]).toEqual([null, ""]);
  expect(work.outcomeOf(1, "verify")).toBeNull();
  write();
  await work.send(RECORD, VERIFY, 3);
  expect(new Set(keys()).size).toBe(2);
});
