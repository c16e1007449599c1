/** The fields of an account: name, role with its rights, place, password. */
import { SHORTEST_PASSWORD } from "../../state/administration";
import type { Accounts, AccountWish } from "../../wire/administration";
import { useSpeech } from "../language";
import { namePlace } from "./admin_words";

interface FieldsProps {
  accounts: Accounts;
  wish: AccountWish;
  isNew: boolean;
  /** Whether nothing may be changed. */
  off: boolean;
  change: (wish: AccountWish) => void;
}

export function AccountFields({ accounts, wish, isNew, off, change }: FieldsProps) {
  const { say, named, language } = useSpeech();
  const role = accounts.roles[wish.role];
  const rights = role?.rights.map((right) => named("right", right)) ?? [];
  return (
    <>
      <label class="admin-field">
        {say("accountName")}
        <input
          value={wish.name}
          maxLength={64}
          disabled={off || !isNew}
          autocomplete="off"
          onInput={(event) => change({ ...wish, name: event.currentTarget.value })}
          data-testid="account-name"
        />
      </label>
      <label class="admin-field">
        {say("accountRole")}
        <select
          value={wish.role}
          disabled={off}
          onChange={(event) => change({ ...wish, role: event.currentTarget.value })}
          data-testid="account-role"
        >
          <option value="" />
          {Object.keys(accounts.roles).map((one) => (
            <option key={one} value={one}>
              {named("role", one)}
            </option>
          ))}
        </select>
      </label>
      {role && (
        <p class="admin-rights" data-testid="account-rights">
          <span class="muted">{say("accountRights")}</span>{" "}
          {rights.join(language === "zh" ? "、" : ", ")}
        </p>
      )}
      <PlaceField accounts={accounts} wish={wish} isNew={isNew} off={off} change={change} />
      {!off && (
        <label class="admin-field">
          {say("accountPassword")}
          <input
            type="password"
            value={wish.password}
            maxLength={1024}
            autocomplete="new-password"
            onInput={(event) => change({ ...wish, password: event.currentTarget.value })}
            data-testid="account-password"
          />
          <small class="muted">
            {say("accountPasswordRule", { count: SHORTEST_PASSWORD })}
            {!isNew && ` · ${say("accountPasswordKept")}`}
          </small>
        </label>
      )}
    </>
  );
}

function PlaceField({ accounts, wish, off, change }: FieldsProps) {
  const speech = useSpeech();
  const { say } = speech;
  const role = accounts.roles[wish.role];
  if (role === undefined) return null;
  if (role.place === "none") return <p class="muted">{say("accountNoPlace")}</p>;
  const places = new Set([...role.places, wish.place].filter((id) => id !== ""));
  return (
    <label class="admin-field">
      {say("accountPlace")}
      <select
        value={wish.place}
        disabled={off}
        onChange={(event) => change({ ...wish, place: event.currentTarget.value })}
        data-testid="account-place"
      >
        <option value="">{role.place === "any" ? say("accountWholeSite") : ""}</option>
        {[...places].map((id) => (
          <option key={id} value={id}>
            {namePlace(speech, accounts.places, id)}
          </option>
        ))}
      </select>
    </label>
  );
}
