/**
 * A button that copies a text. A page that came without TLS may not use the clipboard; there the
 * older way is tried, and where that fails, too, the text is left selected for Ctrl+C.
 */
import { useRef, useState } from "preact/hooks";
import { useSpeech } from "../language";

const TOLD_MS = 4_000;

type Told = "copy" | "copied" | "copyByHand";

export function Copy({ what, text }: { what: string; text: string }) {
  const { say } = useSpeech();
  const [told, setTold] = useState<Told>("copy");
  const field = useRef<HTMLTextAreaElement>(null);
  const copy = async () => {
    const done = await copyText(text, field.current);
    setTold(done ? "copied" : "copyByHand");
    setTimeout(() => setTold("copy"), TOLD_MS);
  };
  return (
    <span class="copy">
      <button
        type="button"
        class="button-small"
        aria-label={told === "copy" ? say("copyOf", { what }) : say(told)}
        onClick={() => void copy()}
        data-testid="copy"
      >
        {say(told)}
      </button>
      <textarea
        ref={field}
        class={told === "copyByHand" ? "copy-field" : "unseen"}
        tabIndex={-1}
        aria-hidden={told !== "copyByHand"}
        aria-label={what}
        readOnly
        value={text}
      />
    </span>
  );
}

/** Whether the text is in the clipboard. */
async function copyText(text: string, field: HTMLTextAreaElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return document.execCommand("copy");
  }
}
