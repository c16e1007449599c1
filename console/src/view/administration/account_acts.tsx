/**
 * What else may be done with an account: end its sessions, take it away. Both are asked for once
 * more; taking away wants the name typed, since it can't be undone.
 */
import { useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { endSessions, removeAccount, type Account } from "../../wire/administration";
import { useSpeech } from "../language";
import { sayTrouble } from "./admin_words";
import { showAccount } from "./people_part";

interface ActsProps {
  desk: Desk;
  account: Account;
  own: boolean;
  done: (words: string) => void;
  again: () => void;
}

type Act = "end" | "remove";

export function AccountActs({ desk, account, own, done, again }: ActsProps) {
  const speech = useSpeech();
  const { say } = speech;
  const [asked, ask] = useState<Act | null>(null);
  const [typed, type] = useState("");
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const lost = desk.liveness === "lost";

  const carryOut = async () => {
    setBusy(true);
    setTrouble("");
    try {
      if (asked === "remove") {
        await removeAccount(account);
        done(say("accountRemoved", { name: account.name }));
        showAccount(desk, null);
      } else {
        const { ended } = await endSessions(account.name);
        done(say("accountEnded", { count: ended }));
      }
      ask(null);
    } catch (error) {
      setTrouble(sayTrouble(speech, error));
      again();
    } finally {
      setBusy(false);
      type("");
    }
  };

  if (asked === null) {
    return (
      <div class="hold-buttons admin-acts">
        {account.sessions > 0 && (
          <button type="button" onClick={() => ask("end")} data-testid="account-end">
            {say("accountEnd")}
          </button>
        )}
        {!own && (
          <button type="button" onClick={() => ask("remove")} data-testid="account-remove">
            {say("accountRemove")}
          </button>
        )}
        <Trouble words={trouble} />
      </div>
    );
  }
  const removing = asked === "remove";
  const { name, sessions } = account;
  return (
    <div class="admin-confirm" role="group" data-testid="account-confirm">
      <p>{removing ? say("accountRemoveAsk", { name }) : say("accountEndAsk", { name, count: sessions })}</p>
      {removing && (
        <input
          value={typed}
          aria-label={say("accountName")}
          autocomplete="off"
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          data-testid="account-confirm-name"
        />
      )}
      <Trouble words={trouble} />
      <div class="hold-buttons">
        <button
          type="button"
          class="button-primary"
          disabled={busy || lost || (removing && typed.trim() !== name)}
          onClick={() => void carryOut()}
          data-testid="account-confirm-do"
        >
          {say(removing ? "accountRemove" : "accountEnd")}
        </button>
        <button type="button" onClick={() => ask(null)} data-testid="account-cancel">
          {say("accountCancel")}
        </button>
      </div>
    </div>
  );
}

function Trouble({ words }: { words: string }) {
  if (words === "") return null;
  return (
    <p class="action-trouble" role="alert" data-testid="account-act-trouble">
      {words}
    </p>
  );
}
