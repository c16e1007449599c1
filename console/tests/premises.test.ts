import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pulse } from "../src/wire/premises";

const heard = vi.fn();
const sessionEnded = vi.fn();
const answers = vi.fn<() => Promise<Response>>();
let pulse: Pulse;

beforeEach(() => {
  vi.useFakeTimers();
  for (const one of [heard, sessionEnded, answers]) one.mockReset();
  vi.stubGlobal("fetch", () => answers());
  pulse = new Pulse({ heard, sessionEnded });
});
afterEach(() => {
  pulse.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function answer(status: number) {
  return () => Promise.resolve(new Response(JSON.stringify({ now: 1 }), { status }));
}

describe("the pulse", () => {
  it("beats every two seconds and remembers the last good answer", async () => {
    answers.mockImplementation(answer(200));
    pulse.start();
    pulse.start();
    await vi.advanceTimersByTimeAsync(4_100);
    expect(heard).toHaveBeenCalledTimes(3);
    const last = pulse.lastAnswer;
    answers.mockRejectedValue(new TypeError("network"));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(pulse.lastAnswer).toBe(last);
    answers.mockImplementation(answer(200));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pulse.lastAnswer).toBeGreaterThan(last!);
    expect(sessionEnded).not.toHaveBeenCalled();
  });

  it("is not an answer where the server refuses, and ends with the session", async () => {
    answers.mockImplementation(answer(503));
    pulse.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(pulse.lastAnswer).toBeNull();
    answers.mockImplementation(answer(401));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sessionEnded).toHaveBeenCalledTimes(1);
    const asked = answers.mock.calls.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveBeenCalledTimes(asked);
  });

  it("begins again after it was stopped", async () => {
    answers.mockImplementation(answer(200));
    pulse.start();
    await vi.advanceTimersByTimeAsync(100);
    pulse.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).toHaveBeenCalledTimes(1);
    pulse.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(heard).toHaveBeenCalledTimes(2);
  });
});
