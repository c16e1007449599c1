/**
 * An operator action as the steps that its author wrote: one a line, or separated by semicolons.
 * Pure. Commas separate within a step and are left alone; a number in front of a step is dropped,
 * because the list has its own.
 */
const SEPARATOR = /\s*(?:[；;]|\r?\n)\s*/;
const NUMBER = /^(?:\d{1,2}\s*[.)、）．]|[（(]\d{1,2}[)）])\s*(?!\d)/;

export function splitSteps(text: string): string[] {
  return text
    .split(SEPARATOR)
    .map((step) => step.replace(NUMBER, "").trim())
    .filter((step) => step !== "");
}
