/** The list of the keys of the screen that is shown, and the sound of this desk for trying out. A modal: nothing acts beneath it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import { keysOf } from "../state/help_keys";
import { useSpeech } from "./language";

export function Help({ desk }: { desk: Desk }) {
  const { say, named } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing before it leaves the page is what gives the focus back.
    return () => element?.close();
  }, []);
  const { screen } = desk.address;
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
        <h2>
          {say("keys")} <small class="muted">{named("screen", screen)}</small>
        </h2>
        <dl>
          {keysOf(screen).map(({ key, does }) => (
            <div key={does}>
              <dt>
                <kbd>{typeof key === "string" ? key : say(key.word)}</kbd>
              </dt>
              <dd>{say(does)}</dd>
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
          {desk.conversation.scopes.includes("acknowledge") && (
            <button
              type="button"
              onClick={() => {
                desk.setHelp(false);
                desk.check.open();
              }}
              data-testid="open-sound-test"
            >
              {say("soundTest")}…
            </button>
          )}
        </div>
      </div>
    </dialog>
  );
}
