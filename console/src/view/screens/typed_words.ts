/**
 * What somebody has typed and not sent: it outlives a refusal, a change of the record beneath it and a
 * look at another screen, and belongs to who typed it.
 */
import { useState } from "preact/hooks";

const typed = new Map<string, string>();

export class TypedWords {
  readonly #owner: string;

  /** @param owner who types, and to what: nobody else sees it */
  constructor(owner: string) {
    this.#owner = `${owner} `;
  }

  read(field: string): string {
    return typed.get(this.#owner + field) ?? "";
  }

  write(field: string, words: string): void {
    if (words === "") typed.delete(this.#owner + field);
    else typed.set(this.#owner + field, words);
  }

  /** Whether there is anything that was typed and not sent. */
  get any(): boolean {
    return [...typed.keys()].some((key) => key.startsWith(this.#owner));
  }
}

/** The words of one field, and how they are changed. */
export function useTyped(words: TypedWords, field: string): [string, (text: string) => void] {
  const [, redraw] = useState(0);
  const write = (text: string) => {
    words.write(field, text);
    redraw((count) => count + 1);
  };
  return [words.read(field), write];
}
