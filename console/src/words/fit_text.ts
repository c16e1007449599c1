/**
 * Text that is drawn, as in SVG, where nothing breaks or cuts it: broken into lines of a width in em,
 * the last one cut with an ellipsis. Pure; widths are those of a sans serif, on the safe side.
 */

const FULL = /[\u2e80-\uffef]/;
const LARGE = /[A-Z0-9mwMW@%&]/;
const NARROW = /[ .,:;'|!iljtfr()·-]/;

function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) {
    width += FULL.test(sign) ? 1 : NARROW.test(sign) ? 0.4 : LARGE.test(sign) ? 0.75 : 0.62;
  }
  return width;
}

/** What must stay together: a sign of Chinese, or a word with what follows it. */
function pieces(text: string): string[] {
  return text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? [];
}

export function fitLines(text: string, width: number, most: number): string[] {
  const lines = [""];
  for (const piece of pieces(text.trim())) {
    const last = lines.length - 1;
    if (widthOf((lines[last]! + piece).trimEnd()) <= width || lines[last] === "") lines[last] += piece;
    else lines.push(piece);
  }
  const kept = lines.slice(0, most).map((line) => line.trim());
  if (lines.length > most) kept[most - 1] += "…";
  return kept.map((line) => cut(line, width));
}

function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  const signs = [...line.replace(/…$/, "")];
  while (signs.length > 0 && widthOf(`${signs.join("")}…`) > width) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}
