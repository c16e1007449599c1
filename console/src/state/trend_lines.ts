/**
 * How the lines of one picture are told apart: by number and dashes, and by hues that are muted,
 * equally light and far from the four of the alarms (no red, orange, yellow, blue). Pure.
 */

export interface Look {
  colour: string;
  /** Lengths of dash and gap in CSS pixels; none: a whole line. */
  dash: readonly number[];
}

/** In the order of the tags, as many as there can be. */
export const LOOKS: readonly Look[] = [
  { colour: "#306965", dash: [] },
  { colour: "#645482", dash: [9, 4] },
  { colour: "#725740", dash: [2, 3] },
  { colour: "#486741", dash: [12, 3, 2, 3] },
  { colour: "#784e6a", dash: [5, 3] },
  { colour: "#3b656f", dash: [16, 5] },
  { colour: "#606130", dash: [9, 3, 2, 3, 2, 3] },
  { colour: "#585d6c", dash: [3, 6] },
];

/** The number of a line within a text: two of them side by side are no third. */
export function numeralOf(place: number): string {
  return String.fromCodePoint(0x2460 + place);
}

/** The line of the tag in focus, whatever its place. */
export const FOCUS: Look = { colour: "#23292e", dash: [] };

export function lookOfLine(place: number, focused: boolean): Look {
  return focused ? FOCUS : LOOKS[place % LOOKS.length]!;
}
