/** The list of accounts: who, in which role, where. */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import type { Account, Accounts } from "../../wire/administration";
import { useSpeech } from "../language";
import { namePlace } from "./admin_words";
import { showAccount } from "./people_part";

interface ListProps {
  desk: Desk;
  accounts: Accounts;
  chosen: string | null;
}

export function AccountList({ desk, accounts, chosen }: ListProps) {
  const { say } = useSpeech();
  const [sought, seek] = useState("");
  const shown = useMemo(() => find(accounts.accounts, sought), [accounts, sought]);
  return (
    <>
      <div class="pane-head">
        <h2>
          {say("accounts")} <span class="tab-count">{accounts.accounts.length}</span>
        </h2>
        <input
          class="admin-find"
          type="search"
          value={sought}
          placeholder={say("accountFind")}
          aria-label={say("accountFind")}
          onInput={(event) => seek(event.currentTarget.value)}
          data-testid="account-find"
        />
        <button
          type="button"
          class="admin-new"
          onClick={() => showAccount(desk, null, true)}
          data-testid="account-new"
        >
          + {say("accountNew")}
        </button>
      </div>
      <div class="admin-rows admin-account-rows">
        <table class="admin-table">
          <thead>
            <tr>
              <th scope="col">{say("accountName")}</th>
              <th scope="col">{say("accountRole")}</th>
              <th scope="col">{say("accountPlace")}</th>
              <th scope="col">{say("accountSessions")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((account) => (
              <AccountRow
                key={account.name}
                desk={desk}
                accounts={accounts}
                account={account}
                chosen={account.name === chosen}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">{say("accountsNone")}</p>}
      </div>
    </>
  );
}

interface RowProps {
  desk: Desk;
  accounts: Accounts;
  account: Account;
  chosen: boolean;
}

function AccountRow({ desk, accounts, account, chosen }: RowProps) {
  const speech = useSpeech();
  const { say, named } = speech;
  const choose = () => showAccount(desk, account.name);
  const place =
    accounts.roles[account.role]?.place === "none"
      ? "—"
      : namePlace(speech, accounts.places, account.place);
  return (
    <tr
      class={chosen ? "admin-chosen" : ""}
      aria-current={chosen}
      onClick={choose}
      data-testid="account-row"
      data-account={account.name}
    >
      <td class="admin-cell" title={account.name}>
        <button type="button" class="admin-name" onClick={choose}>
          {account.name}
        </button>
        {account.yours && <span class="chip">{say("accountYours")}</span>}
        {account.issuer !== "" && <span class="chip">{say("accountSignOn")}</span>}
      </td>
      <td>{named("role", account.role)}</td>
      <td class="admin-cell" title={place}>
        {place}
      </td>
      <td class="admin-number">{account.sessions || "—"}</td>
    </tr>
  );
}

function find(accounts: readonly Account[], sought: string): readonly Account[] {
  const text = sought.trim().toLowerCase();
  return text === "" ? accounts : accounts.filter(({ name }) => name.toLowerCase().includes(text));
}
