/**
 * Accounts and who is logged in: the lists, and beside them one account with what may be done with
 * it, or the form for a new one. Which of them stands in the address (`?account=`, `?new=1`).
 */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  readAccounts,
  readSessions,
  type Accounts,
  type Session,
} from "../../wire/administration";
import { useSpeech } from "../language";
import { AccountForm } from "./account_form";
import { AccountList } from "./account_list";
import { Outdated } from "./outdated";
import { SessionList } from "./session_list";
import { useReading } from "./use_reading";

const EVERY_MS = 10_000;

interface People extends Accounts {
  sessions: Session[];
}

async function readPeople(signal: AbortSignal): Promise<People> {
  const [accounts, sessions] = await Promise.all([readAccounts(signal), readSessions(signal)]);
  return { ...accounts, sessions };
}

/** Shows an account, or the form for a new one, or neither. */
export function showAccount(desk: Desk, account: string | null, isNew = false): void {
  desk.show({
    part: ["people"],
    ...(account === null ? {} : { account: [account] }),
    ...(isNew ? { new: ["1"] } : {}),
  });
}

export function PeoplePart({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [reading, again] = useReading(desk, EVERY_MS, readPeople);
  const [told, setTold] = useState("");
  const people = reading.what;
  const { query } = desk.address;
  const isNew = query.has("new");
  const name = isNew ? null : (query.get("account")?.[0] ?? null);
  const chosen = useMemo(
    () => people?.accounts.find((one) => one.name === name) ?? null,
    [people, name],
  );
  if (people === null) return <Outdated reading={reading} again={again} />;
  const done = (words: string) => {
    setTold(words);
    again();
  };
  return (
    <div class="admin-people">
      <section class="pane admin-list">
        <Outdated reading={reading} again={again} />
        <AccountList desk={desk} accounts={people} chosen={name} />
        <SessionList sessions={people.sessions} places={people.places} />
      </section>
      <section class="pane admin-beside">
        {told !== "" && (
          <p class="admin-told" role="status" data-testid="admin-told">
            {told}
          </p>
        )}
        {isNew || chosen ? (
          <AccountForm
            key={isNew ? "" : `= ${name}`}
            desk={desk}
            accounts={people}
            account={chosen}
            done={done}
            again={again}
          />
        ) : (
          <p class="empty">{say("accountChoose")}</p>
        )}
      </section>
    </div>
  );
}
