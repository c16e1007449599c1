import { describe, expect, it } from "vitest";
import { judgeLiveness, ServerClock } from "../src/state/liveness";

describe("liveness", () => {
  it("is judged by the age of the last frame: amber at 3 s, red at 10 s", () => {
    expect(judgeLiveness(1_000, 3_999)).toBe("live");
    expect(judgeLiveness(1_000, 4_000)).toBe("late");
    expect(judgeLiveness(1_000, 10_999)).toBe("late");
    expect(judgeLiveness(1_000, 11_000)).toBe("lost");
  });

  it("is lost before the first frame", () => {
    expect(judgeLiveness(null, 0)).toBe("lost");
  });
});

describe("the server's clock", () => {
  it("runs on with the desk's monotonic clock from the last time it was heard", () => {
    const clock = new ServerClock();
    expect(clock.at(5)).toBeNull();
    clock.set(1_700_000_000_000, 500);
    expect(clock.at(1_750)).toBe(1_700_000_001_250);
    expect(clock.at(250)).toBe(1_699_999_999_750);
  });
});
