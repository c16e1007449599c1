/**
 * When the page is drawn anew: once in an animation frame, and not between the press and the release
 * of a mouse button, so that what was pressed still lies under the pointer when it is let go. A row
 * that is pushed down or a bar that comes in meanwhile would take the click away.
 */

/** Who holds a button longer than this does not click: alarms wait no longer for it. */
const PRESS_MS = 400;

export interface Surroundings {
  draw: () => void;
  /** Calls back in the next animation frame. */
  inFrame: (callback: () => void) => unknown;
  /** Calls back after so many milliseconds. */
  after: (milliseconds: number, callback: () => void) => unknown;
}

export class Redraws {
  #around: Surroundings;
  #asked = false;
  /** The press that lasts; each is another, so that the end of an earlier one ends no later one. */
  #press: object | null = null;
  #owed = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Draws in the next frame, once however often this is called. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#around.inFrame(() => {
      this.#asked = false;
      if (this.#press) this.#owed = true;
      else this.#around.draw();
    });
  }

  /** A button of the mouse went down. */
  press(): void {
    const press = (this.#press = {});
    this.#around.after(PRESS_MS, () => this.#end(press));
  }

  /** It came up: what was put off is drawn once the click it makes has been dealt with. */
  release(): void {
    const press = this.#press;
    this.#around.after(0, () => this.#end(press));
  }

  #end(press: object | null): void {
    if (press !== this.#press) return;
    this.#press = null;
    if (!this.#owed) return;
    this.#owed = false;
    this.ask();
  }
}
