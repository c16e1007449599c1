/** How much room an element has, in its own em: what decides how many rows a list without scrolling shows. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Size } from "../state/map_plan";

/** The room of whatever the reference is put on; null before it was measured. */
export function useRoom<Shown extends Element>(): [RefObject<Shown | null>, Size | null] {
  const element = useRef<Shown>(null);
  const [room, setRoom] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const shown = element.current;
    if (!shown) return;
    const observer = new ResizeObserver(() => {
      const em = parseFloat(getComputedStyle(shown).fontSize);
      setRoom({ w: shown.clientWidth / em, h: shown.clientHeight / em });
    });
    observer.observe(shown);
    return () => observer.disconnect();
  }, []);
  return [element, room];
}
