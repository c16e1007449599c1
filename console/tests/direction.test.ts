import { describe, expect, it } from "vitest";
import { directionOf, follow, type Track } from "../src/state/direction";

const START = 1_764_000_000_000;

/** What is known after a value each second. */
function watch(seconds: number, valueAt: (second: number) => number): Track {
  let track: Track = [];
  for (let second = 0; second <= seconds; second += 1) {
    track = follow(track, START + 1000 * second, valueAt(second));
  }
  return track;
}

describe("which way a value goes", () => {
  it("is said after a quarter of a minute, not before", () => {
    expect(directionOf([], 100)).toBeNull();
    expect(directionOf(watch(12, (second) => second), 100)).toBeNull();
    expect(directionOf(watch(20, (second) => second), 100)).toBe("rising");
    expect(directionOf(watch(20, (second) => -second), 100)).toBe("falling");
  });

  it("is level while it moves less than the range lets one see, whatever the noise", () => {
    expect(directionOf(watch(40, () => 50), 100)).toBe("level");
    expect(directionOf(watch(40, (second) => 50 + (second % 2 ? 0.3 : -0.3)), 100)).toBe("level");
    expect(directionOf(watch(40, (second) => 50 + second / 1000), 100)).toBe("level");
  });

  it("is that of the last minute", () => {
    const turned = watch(180, (second) => (second < 100 ? second : 200 - second));
    expect(directionOf(turned, 100)).toBe("falling");
  });

  it("is held against the value's own size where there is no range", () => {
    expect(directionOf(watch(40, (second) => 1000 + second / 100), 0)).toBe("level");
    expect(directionOf(watch(40, (second) => 1000 + second), 0)).toBe("rising");
  });

  it("forgets what is older, and never keeps more than a minute of the fastest tag", () => {
    let track: Track = [];
    for (let ms = 0; ms < 300_000; ms += 100) track = follow(track, START + ms, ms);
    expect(track.length).toBeLessThanOrEqual(31);
    expect(track.at(-1)!.t - track[0]!.t).toBeLessThanOrEqual(60_000);
  });

  it("takes no reading that is not newer", () => {
    const track = follow([], START, 1);
    expect(follow(track, START - 5_000, 9)).toBe(track);
    expect(follow(track, START, 9)).toBe(track);
  });
});
