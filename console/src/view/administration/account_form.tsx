/**
 * The form of an account, new or as it stands. Whoever has changed it meanwhile is not overwritten:
 * the server refuses, and one has to look again. What was typed stays until it was done.
 */
import { useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { changeRole, findFaults, type AccountFault } from "../../state/administration";
import {
  setAccount,
  type Account,
  type Accounts,
  type AccountWish,
} from "../../wire/administration";
import { Refusal } from "../../wire/rest";
import { useSpeech } from "../language";
import { AccountFields } from "./account_fields";
import { AccountActs } from "./account_acts";
import { sayTrouble } from "./admin_words";
import { showAccount } from "./people_part";

export interface FormProps {
  desk: Desk;
  accounts: Accounts;
  /** Null for a new one. */
  account: Account | null;
  done: (words: string) => void;
  again: () => void;
}

const BLANK: AccountWish = { name: "", role: "", place: "", password: "" };

export function AccountForm({ desk, accounts, account, done, again }: FormProps) {
  const speech = useSpeech();
  const { say } = speech;
  const [seen, setSeen] = useState(account);
  const [wish, setWish] = useState<AccountWish>(account ? { ...BLANK, ...pick(account) } : BLANK);
  const [faults, setFaults] = useState<readonly AccountFault[]>([]);
  const [trouble, setTrouble] = useState("");
  const [conflict, setConflict] = useState(false);
  const [busy, setBusy] = useState(false);
  const lost = desk.liveness === "lost";
  const changed = (next: AccountWish) => {
    setWish(next.role === wish.role ? next : changeRole(next, next.role, accounts.roles));
    setFaults([]);
  };

  const save = async (event: Event) => {
    event.preventDefault();
    const found = findFaults(wish, accounts.roles, seen === null);
    setFaults(found);
    setTrouble("");
    if (found.length > 0) return;
    setBusy(true);
    try {
      // After a conflict it was looked at anew: it may be changed as it stands now.
      const basis = conflict ? account : seen;
      const saved = await setAccount({ ...wish, name: wish.name.trim() }, basis);
      setSeen(saved);
      setConflict(false);
      setWish({ ...BLANK, ...pick(saved) });
      done(say("accountSaved", { name: saved.name }));
      showAccount(desk, saved.name);
    } catch (error) {
      setTrouble(sayTrouble(speech, error));
      setConflict(error instanceof Refusal && error.status === 412);
      again();
    } finally {
      setBusy(false);
    }
  };

  const own = account?.yours === true;
  const signOn = account !== null && account.issuer !== "";
  return (
    <form class="admin-form" onSubmit={(event) => void save(event)} data-testid="account-form">
      <div class="pane-head">
        <h2 class="ellipsis">
          {account ? say("accountChange", { name: account.name }) : say("accountNew")}
        </h2>
      </div>
      <div class="pane-body admin-fields">
        {own && <p data-testid="account-own">{say("accountYoursNote")}</p>}
        {signOn && <p>{say("accountSignOnNote", { issuer: account.issuer })}</p>}
        <AccountFields
          accounts={accounts}
          wish={wish}
          isNew={account === null}
          off={own || signOn}
          change={changed}
        />
        {account !== null && !own && !signOn && <p class="muted">{say("accountEffect")}</p>}
      </div>
      <div class="action-panel">
        <Objections faults={faults} trouble={trouble} lost={lost} />
        {!own && !signOn && (
          <div class="hold-foot">
            <button class="button-primary" disabled={busy || lost} data-testid="account-save">
              {say(busy ? "accountSaving" : "accountSave")}
            </button>
          </div>
        )}
        {account && (
          <AccountActs desk={desk} account={account} own={own} done={done} again={again} />
        )}
      </div>
    </form>
  );
}

interface ObjectionsProps {
  faults: readonly AccountFault[];
  trouble: string;
  lost: boolean;
}

function Objections({ faults, trouble, lost }: ObjectionsProps) {
  const { say, named } = useSpeech();
  return (
    <>
      {faults.length > 0 && (
        <ul class="action-trouble" role="alert" data-testid="account-faults">
          {faults.map((fault) => (
            <li key={fault}>{named("accountFault", fault)}</li>
          ))}
        </ul>
      )}
      {trouble !== "" && (
        <p class="action-trouble" role="alert" data-testid="account-trouble">
          {trouble}
        </p>
      )}
      {lost && <p class="action-trouble">{say("adminLost")}</p>}
    </>
  );
}

function pick({ name, role, place }: Account): Omit<AccountWish, "password"> {
  return { name, role, place };
}
