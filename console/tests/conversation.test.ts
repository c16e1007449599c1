import { describe, expect, it } from "vitest";
import { Conversation } from "../src/wire/conversation";
import type { ClientFrame, Result, ServerFrame } from "../src/wire/frames";
import { alarm } from "./rows";

const HELLO: ServerFrame = { t: "hello", proto: 1, epoch: "j", heartbeat_ms: 1000, now: 5_000 };
const AUTH_OK: ServerFrame = { t: "auth_ok", user: "operator", scopes: [], expires: 0 };

function connect(conversation: Conversation, ticket = "ticket"): ClientFrame[] {
  conversation.begin(ticket);
  const auth = conversation.receive(HELLO, 0).send;
  expect(auth).toEqual([{ t: "auth", ticket }]);
  return conversation.receive(AUTH_OK, 0).send;
}

function takeAlarms(conversation: Conversation, q: number): void {
  const snap: ServerFrame = {
    t: "snap",
    id: 1,
    s: "alarms",
    epoch: "j",
    q,
    part: 1,
    parts: 1,
    rows: [alarm({ id: "a" })],
  };
  expect(conversation.receive(snap, 0)).toMatchObject({ progress: true, reconnect: false });
}

function subscription(frames: ClientFrame[], stream: string): ClientFrame | undefined {
  return frames.find((frame) => frame.t === "sub" && frame.stream === stream);
}

describe("the conversation", () => {
  it("knows who is here and what he may do, as the newest connection says", () => {
    const conversation = new Conversation();
    connect(conversation);
    conversation.receive({ ...AUTH_OK, user: "leader", scopes: ["shelve"] }, 0);
    expect([conversation.user, conversation.scopes]).toEqual(["leader", ["shelve"]]);
  });

  it("knows of a flood from the heartbeat, and of its end", () => {
    const conversation = new Conversation();
    connect(conversation);
    const beat: ServerFrame = { t: "hb", q: {}, lag_ms: 0, now: 5_000 };
    const by_hazard = { H1: 11 };
    const flood = { since: 9, began: 1, first: "A:H", recent: 11, alarms: 11, by_hazard };
    conversation.receive({ ...beat, flood }, 0);
    expect(conversation.flood).toEqual(flood);
    conversation.receive({ ...beat, flood: null }, 0);
    expect(conversation.flood).toBeNull();
  });

  it("authenticates with its ticket, then subscribes to every stream", () => {
    const conversation = new Conversation();
    const frames = connect(conversation);
    expect(frames.map((frame) => frame.t === "sub" && frame.stream)).toEqual([
      "alarms",
      "hazards",
      "gateways",
      "tags",
    ]);
    expect(new Set(frames.map((frame) => "id" in frame && frame.id)).size).toBe(4);
    expect(conversation.open).toBe(true);
    expect(conversation.clock.at(100)).toBe(5_100);
  });

  it("resumes the alarms where they stood and takes the rest anew", () => {
    const conversation = new Conversation();
    connect(conversation);
    takeAlarms(conversation, 41);
    conversation.end();
    const frames = connect(conversation, "another");
    expect(subscription(frames, "alarms")).toMatchObject({ resume: { epoch: "j", q: 41 } });
    expect(subscription(frames, "tags")).not.toHaveProperty("resume");
    expect(conversation.streams.alarms.rows.has("a")).toBe(true);
    expect(conversation.connections).toBe(2);
  });

  it("asks for no resumption after the server broke the chain", () => {
    const conversation = new Conversation();
    connect(conversation);
    takeAlarms(conversation, 41);
    conversation.receive({ t: "resync", s: "alarms", why: "backlog" }, 0);
    conversation.end();
    expect(subscription(connect(conversation), "alarms")).not.toHaveProperty("resume");
  });

  it("wants a new connection when a delta is missing", () => {
    const conversation = new Conversation();
    connect(conversation);
    takeAlarms(conversation, 41);
    const delta: ServerFrame = { t: "delta", s: "alarms", q: 44, prev: 43, ops: [["d", "a"]] };
    expect(conversation.receive(delta, 0)).toMatchObject({ reconnect: true, progress: false });
    expect(conversation.streams.alarms.rows.has("a")).toBe(true);
  });

  it("gives each acknowledgement its own result, and none when the socket goes first", () => {
    const conversation = new Conversation();
    connect(conversation);
    const results: (Result | null)[] = [];
    const settle = (result: Result | null) => results.push(result);
    const first = conversation.acknowledge([{ key: "a", version: 3 }], "seen", settle);
    const second = conversation.acknowledge([{ key: "b", version: 1 }], "", settle);
    expect(first).toMatchObject({ t: "ack", alarms: [{ key: "a", version: 3 }], reason: "seen" });
    expect(first.id).not.toBe(second.id);
    const result: Result = {
      t: "result",
      id: first.id,
      ok: ["a"],
      conflict: [],
      refused: [],
      problem: null,
    };
    conversation.receive(result, 0);
    expect(results).toEqual([result]);
    conversation.end();
    expect(results).toEqual([result, null]);
    expect(conversation.open).toBe(false);
  });

  it("passes over frames and streams that it does not know", () => {
    const conversation = new Conversation();
    connect(conversation);
    expect(conversation.receive({ t: "news" } as unknown as ServerFrame, 0).reconnect).toBe(false);
    const other = { t: "delta", s: "weather", q: 2, prev: 1, ops: [] } as unknown as ServerFrame;
    expect(conversation.receive(other, 0)).toEqual({ send: [], reconnect: false, progress: false });
  });

  it("waits for no result of a command that could not be sent", () => {
    const conversation = new Conversation();
    connect(conversation);
    const results: (Result | null)[] = [];
    const command = conversation.acknowledge([], "", (result) => results.push(result));
    conversation.forget(command);
    conversation.end();
    expect(results).toEqual([]);
  });

  it("takes the platform for well until a heartbeat says that it is not", () => {
    const conversation = new Conversation();
    connect(conversation);
    const beat = { t: "hb", q: {}, lag_ms: 0, now: 0 } as const;
    const after = (frame: ServerFrame) => {
      conversation.receive(frame, 0);
      return conversation.ready;
    };
    expect(conversation.ready).toBe(true);
    expect(after(beat)).toBe(true);
    expect(after({ ...beat, ready: false })).toBe(false);
    expect(after({ ...beat, ready: true })).toBe(true);
  });

  it("keeps the server's time from every heartbeat", () => {
    const conversation = new Conversation();
    connect(conversation);
    conversation.receive({ t: "hb", q: {}, lag_ms: 0, now: 90_000 }, 1_000);
    expect(conversation.clock.at(1_500)).toBe(90_500);
  });
});
