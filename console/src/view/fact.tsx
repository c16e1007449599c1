/** One thing that is said of something: its word and what it is, within a list of facts. */
import type { ComponentChildren } from "preact";

export function Fact({ word, children }: { word: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}
