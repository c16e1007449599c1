/** The list of keys. */
import type { Desk } from "../desk";
import type { Word } from "../words/words";
import { useSpeech } from "./language";

export function Help({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const keys: [string, Word][] = [
    ["↑ ↓", "helpMove"],
    ["Enter", "helpDetail"],
    [say("keySpace"), "helpAcknowledge"],
    ["F2", "helpSilence"],
    ["1 – 4", "helpFilter"],
    ["?", "helpHelp"],
  ];
  return (
    <div
      class="over"
      role="dialog"
      aria-modal="true"
      aria-label={say("keys")}
      onClick={() => desk.setHelp(false)}
    >
      <div class="card help" onClick={(event) => event.stopPropagation()}>
        <h2>{say("keys")}</h2>
        <dl>
          {keys.map(([key, word]) => (
            <div key={word}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{say(word)}</dd>
            </div>
          ))}
        </dl>
        <button type="button" onClick={() => desk.setHelp(false)} autofocus>
          {say("close")}
        </button>
      </div>
    </div>
  );
}
