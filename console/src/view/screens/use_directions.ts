/** Which way tags go, as far as this page has watched them. What that means is `state/direction.ts`. */
import { useRef } from "preact/hooks";
import type { Desk } from "../../desk";
import { directionOf, follow, type Direction, type Track } from "../../state/direction";
import type { Tag } from "../../wire/plant";
import { isSwitch } from "../reading";

/** @returns which way a tag goes; null: not known yet, or a state that goes nowhere */
export function useDirections(desk: Desk, tags: readonly Tag[]): (tag: Tag) => Direction | null {
  const tracks = useRef(new Map<string, Track>());
  const followed = useRef(-1);
  const { tags: stream } = desk.conversation.streams;
  if (stream.version !== followed.current) {
    const changed = stream.changedSince(followed.current);
    followed.current = stream.version;
    for (const { tag } of tags) {
      if (changed !== null && !changed.has(tag)) continue;
      const row = stream.rows.get(tag);
      if (!row || row.value === null || row.t === null || row.quality === "bad") continue;
      tracks.current.set(tag, follow(tracks.current.get(tag) ?? [], row.t, row.value));
    }
  }
  return (tag) => {
    if (isSwitch(tag)) return null;
    const span = (tag.range_hi ?? 0) - (tag.range_lo ?? 0);
    return directionOf(tracks.current.get(tag.tag) ?? [], span);
  };
}
