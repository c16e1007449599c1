/** Finding what the plant directory names by a part of what it is called. Pure. */

/** What a thing is called. */
export interface Named {
  id: string;
  name: string;
  name_en: string;
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** How well a thing answers, the less the better; null: not at all. */
function rankOf(named: Named, words: readonly string[]): number | null {
  const id = plain(named.id);
  const all = `${id}\n${plain(named.name)}\n${plain(named.name_en)}`;
  if (!words.every((word) => all.includes(word))) return null;
  const first = words[0] ?? "";
  if (id === first) return 0;
  if (id.startsWith(first)) return 1;
  return id.includes(first) ? 2 : 3;
}

/**
 * The things of whose id and names every word of a text is a part, the nearest by id first, else in
 * the order in which they came; all of them where nothing was typed.
 */
export function searchNames<Thing>(
  things: Iterable<Thing>,
  text: string,
  nameOf: (thing: Thing) => Named,
): Thing[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const ranked: [number, Thing][] = [];
  for (const thing of things) {
    const rank = rankOf(nameOf(thing), words);
    if (rank !== null) ranked.push([rank, thing]);
  }
  return ranked.sort(([one], [other]) => one - other).map(([, thing]) => thing);
}
