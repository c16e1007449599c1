/** Finding tags by a part of what they are called. Pure. */
import type { Tag } from "../wire/plant";

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** How well a tag answers, the less the better; null: not at all. */
function rankOf(tag: Tag, words: readonly string[]): number | null {
  const id = plain(tag.tag);
  const all = `${id}\n${plain(tag.name)}\n${plain(tag.name_en)}`;
  if (!words.every((word) => all.includes(word))) return null;
  const first = words[0] ?? "";
  if (id === first) return 0;
  if (id.startsWith(first)) return 1;
  return id.includes(first) ? 2 : 3;
}

/**
 * The tags of whose id and names every word of a text is a part, the nearest by id first, else in
 * the order of the plant directory.
 */
export function findTags(tags: Iterable<Tag>, text: string): Tag[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const ranked: [number, Tag][] = [];
  for (const tag of tags) {
    const rank = rankOf(tag, words);
    if (rank !== null) ranked.push([rank, tag]);
  }
  return ranked.sort(([one], [other]) => one - other).map(([, tag]) => tag);
}
