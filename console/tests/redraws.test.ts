import { expect, test } from "vitest";
import { Redraws } from "../src/redraws";

/** A page whose frames and time are driven by hand. */
class Page {
  drawn = 0;
  #frames: (() => void)[] = [];
  #timers: { at: number; callback: () => void }[] = [];
  #now = 0;
  readonly redraws = new Redraws({
    draw: () => this.drawn++,
    inFrame: (callback) => this.#frames.push(callback),
    after: (milliseconds, callback) =>
      this.#timers.push({ at: this.#now + milliseconds, callback }),
  });

  frame(): void {
    for (const callback of this.#frames.splice(0)) callback();
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }

  change(): void {
    this.redraws.ask();
    this.frame();
  }
}

test("the page is drawn once in a frame however often it is asked", () => {
  const page = new Page();
  for (let times = 0; times < 5; times++) page.redraws.ask();
  expect(page.drawn).toBe(0);
  page.frame();
  expect(page.drawn).toBe(1);
  page.frame();
  expect(page.drawn).toBe(1);
});

test("nothing moves between press and release, and it is made up for once", () => {
  const page = new Page();
  page.redraws.ask();
  page.redraws.press();
  page.frame();
  page.change();
  page.change();
  expect(page.drawn).toBe(0);
  page.redraws.release();
  page.frame();
  expect(page.drawn).toBe(0);
  page.pass(0);
  page.frame();
  expect(page.drawn).toBe(1);
});

test("a press that changed nothing draws nothing", () => {
  const page = new Page();
  page.redraws.press();
  page.redraws.release();
  page.pass(500);
  page.frame();
  expect(page.drawn).toBe(0);
});

test("a button held down puts nothing off for longer than 400 ms", () => {
  const page = new Page();
  page.redraws.press();
  page.change();
  page.pass(399);
  page.frame();
  expect(page.drawn).toBe(0);
  page.pass(1);
  page.frame();
  expect(page.drawn).toBe(1);
  page.change();
  expect(page.drawn).toBe(2);
});

test("the end of one press does not end the next", () => {
  const page = new Page();
  page.redraws.press();
  page.redraws.release();
  page.redraws.press();
  page.pass(0);
  page.change();
  expect(page.drawn).toBe(0);
  page.pass(400);
  page.frame();
  expect(page.drawn).toBe(1);
});
