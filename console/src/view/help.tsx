/** The list of keys, and the sound of this desk for trying out. A modal: nothing acts beneath it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import type { Word } from "../words/words";
import { useSpeech } from "./language";

export function Help({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing before it leaves the page is what gives the focus back.
    return () => element?.close();
  }, []);
  const keys: [string, Word][] = [
    ["↑ ↓", "helpMove"],
    ["← →", "helpBeside"],
    ["G", "helpGroup"],
    ["Enter", "helpDetail"],
    [say("keySpace"), "helpAcknowledge"],
    ["R", "helpReset"],
    ["S", "helpShelve"],
    ["F2", "helpSilence"],
    ["1 – 4", "helpFilter"],
    ["Esc", "helpLeave"],
    ["?", "helpHelp"],
  ];
  return (
    <dialog
      ref={dialog}
      class="card help"
      aria-label={say("keys")}
      onClose={() => desk.setHelp(false)}
      onClick={(event) => event.target === dialog.current && desk.setHelp(false)}
      data-testid="help"
    >
      <div class="help-body">
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
        <div class="help-foot">
          <button type="button" onClick={() => desk.setHelp(false)} autofocus>
            {say("close")}
          </button>
          <button type="button" onClick={() => void desk.sound.test()} data-testid="test-sound">
            {say("testSound")}
          </button>
        </div>
      </div>
    </dialog>
  );
}
