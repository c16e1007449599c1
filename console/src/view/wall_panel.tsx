/** A panel of the wall: what it shows, and on which page it is where it turns. */
import type { ComponentChildren } from "preact";
import type { Leaf } from "../state/turning";
import { useSpeech } from "./language";

interface PanelProps {
  name: string;
  title: string;
  /** Said beside the title. */
  note?: ComponentChildren;
  leaf?: Pick<Leaf<unknown>, "page" | "pages" | "beyond">;
  children: ComponentChildren;
}

export function WallPanel({ name, title, note, leaf, children }: PanelProps) {
  const { say } = useSpeech();
  return (
    <section class={`wall-panel wall-${name}`} aria-label={title} data-testid={`wall-${name}`}>
      <header>
        <h2>{title}</h2>
        <span class="wall-note">{note}</span>
        {leaf && leaf.beyond > 0 && <span>{say("wallBeyond", { count: leaf.beyond })}</span>}
        {leaf && leaf.pages > 1 && (
          <strong class="wall-page" data-testid={`wall-${name}-page`}>
            {leaf.page}/{leaf.pages}
          </strong>
        )}
      </header>
      {children}
    </section>
  );
}
