import { beforeEach, describe, expect, it, vi } from "vitest";
import { Actions } from "../src/actions";
import { Conversation } from "../src/wire/conversation";
import type { AlarmRow, ClientFrame, Result } from "../src/wire/frames";
import type { Live } from "../src/wire/live";
import * as rest from "../src/wire/rest";
import { alarm, silent } from "./rows";

const row = alarm({ id: "a", version: 3 });
const latched = alarm({ id: "a", state: "latched_acknowledged", version: 7 });

let sent: ClientFrame[];
let conversation: Conversation;
let reachable: boolean;
let lost: boolean;
let actions: Actions;

function list(rows: AlarmRow[]): void {
  conversation.streams.alarms.takeSnap({
    t: "snap",
    id: 1,
    s: "alarms",
    epoch: "j",
    q: 1,
    part: 1,
    parts: 1,
    rows,
  });
}

function answer(change: Partial<Result>): void {
  const frame = sent.at(-1);
  const id = frame?.t === "ack" ? frame.id : -1;
  const nothing: Result = { t: "result", id, ok: [], conflict: [], refused: [], problem: null };
  conversation.receive({ ...nothing, ...change }, 0);
}

beforeEach(() => {
  vi.restoreAllMocks();
  sent = [];
  reachable = true;
  lost = false;
  conversation = new Conversation();
  list([row]);
  const send = (frame: ClientFrame) => reachable && sent.push(frame) > 0;
  actions = new Actions({
    conversation,
    live: { send } as unknown as Live,
    isLost: () => lost,
    changed: () => undefined,
  });
});

describe("acknowledging", () => {
  it("sends the version seen and the comment typed, once", () => {
    actions.write("a", " seen on camera ");
    actions.acknowledge(row);
    actions.acknowledge(row);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      alarms: [{ key: "a", version: 3 }],
      reason: "seen on camera",
    });
    answer({ ok: ["a"] });
    expect(actions.notices.size).toBe(0);
    expect(actions.draftOf("a")).toBe("");
  });

  it("keeps the comment when it was not taken", () => {
    actions.write("a", "seen");
    actions.acknowledge(row);
    answer({ conflict: ["a"] });
    expect(actions.notices.get("a")).toMatchObject({ kind: "conflict" });
    expect(actions.draftOf("a")).toBe("seen");
  });

  it("whose answer went with the socket is unknown until the alarm shows it", () => {
    actions.acknowledge(row);
    conversation.end();
    actions.revise(0);
    expect(actions.notices.get("a")).toMatchObject({ kind: "unknown" });
    list([{ ...row, state: "acknowledged", version: 4 }]);
    actions.revise(0);
    expect(actions.notices.size).toBe(0);
  });

  it("does nothing while the picture is lost, or where nothing waits for it", () => {
    lost = true;
    actions.acknowledge(row);
    lost = false;
    actions.acknowledge({ ...row, state: "acknowledged" });
    expect(sent).toEqual([]);
    expect(actions.notices.size).toBe(0);
  });

  it("goes by request while the socket is closed; a failing network is an unknown result", async () => {
    reachable = false;
    const act = vi.spyOn(rest, "act").mockRejectedValue(new TypeError("Failed to fetch"));
    actions.acknowledge(row);
    await vi.waitFor(() => expect(actions.notices.get("a")).toMatchObject({ kind: "unknown" }));
    expect(act).toHaveBeenCalledWith("acknowledge", row, "");
  });
});

describe("resetting", () => {
  it("asks for it once, and lets go of the notice when it is done", async () => {
    const act = vi.spyOn(rest, "act").mockResolvedValue(latched);
    actions.reset(latched);
    actions.reset(latched);
    await vi.waitFor(() => expect(actions.notices.size).toBe(0));
    expect(act).toHaveBeenCalledTimes(1);
  });

  it("tells why it was refused", async () => {
    vi.spyOn(rest, "act").mockRejectedValue(new rest.Refusal(409, "condition_unknown"));
    actions.reset(latched);
    await vi.waitFor(() =>
      expect(actions.notices.get("a")).toMatchObject({ act: "reset", why: "condition_unknown" }),
    );
  });

  it("is for latched alarms that were acknowledged", () => {
    const act = vi.spyOn(rest, "act");
    actions.reset(row);
    expect(act).not.toHaveBeenCalled();
  });
});

describe("a comment being typed", () => {
  it("is kept for each alarm, and no longer than the alarm", () => {
    list([row, alarm({ id: "b" })]);
    actions.write("a", "one");
    actions.write("b", "other");
    expect(actions.draftOf("a")).toBe("one");
    list([row]);
    actions.revise(0);
    expect([actions.draftOf("a"), actions.draftOf("b")]).toEqual(["one", ""]);
  });
});

describe("holding", () => {
  const second = { username: "leader", password: "secret" };
  const wish = { durationS: 900, once: false, reason: "抖动", workOrder: "", second };

  it("asks once, on the alarm as it was seen, and says what became of it", async () => {
    const hold = vi.spyOn(rest, "hold").mockResolvedValue(row);
    const asked = [actions.hold("shelve", row, wish), actions.hold("shelve", row, wish)];
    expect(await Promise.all(asked)).toEqual([{ kind: "done" }, null]);
    expect(hold.mock.calls).toEqual([["shelve", row, wish]]);
    expect(actions.notices.size).toBe(0);
  });

  it("keeps nothing of the second person, whatever the answer", async () => {
    vi.spyOn(rest, "hold").mockRejectedValue(new rest.Refusal(403, "wrong", "second-person"));
    await actions.hold("shelve", row, wish);
    const notice = actions.notices.get("a");
    expect(notice).toMatchObject({ kind: "refused", why: "second_person_refused" });
    expect(JSON.stringify([...actions.notices])).not.toContain("secret");
  });

  it("is let be by who has read why it was not granted, and by nobody before", async () => {
    vi.spyOn(rest, "hold").mockRejectedValue(new rest.Refusal(409, "too_long"));
    const asked = actions.hold("shelve", row, wish);
    actions.dismiss("shelve", row);
    expect(actions.notices.get("a")).toMatchObject({ kind: "pending" });
    await asked;
    actions.dismiss("out-of-service", row);
    expect(actions.notices.get("a")).toMatchObject({ why: "too_long" });
    actions.dismiss("shelve", row);
    expect(actions.notices.size).toBe(0);
  });

  it("leaves the comment that was typed for the acknowledgement", async () => {
    vi.spyOn(rest, "hold").mockResolvedValue(row);
    actions.write("a", "seen on camera");
    await actions.hold("shelve", row, { ...wish, second: null });
    expect(actions.draftOf("a")).toBe("seen on camera");
  });

  it("sends nothing while the picture is lost, neither to begin nor to end", async () => {
    const hold = vi.spyOn(rest, "hold");
    const act = vi.spyOn(rest, "act");
    const held = alarm({ id: "a", ...silent("shelved") });
    lost = true;
    expect(await actions.hold("out-of-service", row, wish)).toBeNull();
    actions.release("unshelve", held);
    lost = false;
    actions.release("return-to-service", held);
    expect([hold.mock.calls, act.mock.calls]).toEqual([[], []]);
  });

  it("is ended by what began it, with the comment as the reason", async () => {
    const act = vi.spyOn(rest, "act").mockResolvedValue(row);
    const held = alarm({ id: "a", ...silent("shelved") });
    list([held]);
    actions.write("a", "mended");
    actions.release("unshelve", held);
    await vi.waitFor(() => expect(actions.notices.size).toBe(0));
    expect(act).toHaveBeenCalledWith("unshelve", held, "mended");
  });
});

it("keeps nothing that was typed for who comes next", () => {
  actions.write("a", "seen");
  actions.forget();
  expect(actions.draftOf("a")).toBe("");
});
