/** The login: a page at first, a dialog over the last picture when a session has ended. */
import { useState } from "preact/hooks";
import type { Desk } from "../desk";
import { Refusal } from "../wire/rest";
import type { Word } from "../words/words";
import { useSpeech } from "./language";
import { SignOnButton } from "./sign_on";
import { LanguageSwitch } from "./top_bar";

function wordFor(error: unknown): Word {
  if (!(error instanceof Refusal)) return "serverUnreachable";
  return error.status === 429 ? "loginTooMany" : "loginRefused";
}

export function LoginPage({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [trouble, setTrouble] = useState<Word | null>(desk.sessionEnded ? "sessionEnded" : null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await desk.logIn(String(form.get("username")), String(form.get("password")));
    } catch (error) {
      setTrouble(wordFor(error));
    } finally {
      setBusy(false);
    }
  };

  // On a wall the last picture stays in sight beside the login.
  const over = desk.address.screen === "wall" ? "login login-beside" : "login login-over";
  return (
    <div class={desk.park ? over : "login"} role="dialog" aria-modal="true">
      <form class="login-card" onSubmit={submit}>
        <div class="login-head">
          <img src="/icon.svg" alt="" width="40" height="40" />
          <h1>{say("title")}</h1>
          <LanguageSwitch desk={desk} />
        </div>
        <label>
          {say("user")}
          <input
            name="username"
            autocomplete="username"
            required
            autofocus
            data-testid="login-user"
          />
        </label>
        <label>
          {say("password")}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            data-testid="login-password"
          />
        </label>
        <p class="login-trouble" role="alert">
          {trouble && say(trouble)}
        </p>
        <button class="button-primary" type="submit" disabled={busy} data-testid="login-submit">
          {say("logIn")}
        </button>
        <SignOnButton desk={desk} />
      </form>
    </div>
  );
}
