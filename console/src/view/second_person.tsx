/**
 * A second person confirms what the first does: name and password, nothing of it kept. The browser
 * is told not to fill in the password of who is logged in.
 */
import { useSpeech } from "./language";

export function SecondPerson() {
  const { say } = useSpeech();
  return (
    <fieldset class="second-person">
      <legend>{say("secondPerson")}</legend>
      <input
        name="second"
        maxLength={100}
        autocomplete="off"
        placeholder={say("user")}
        aria-label={`${say("secondPerson")} ${say("user")}`}
        data-testid="second-user"
      />
      <input
        name="password"
        type="password"
        maxLength={200}
        autocomplete="new-password"
        placeholder={say("password")}
        aria-label={`${say("secondPerson")} ${say("password")}`}
        data-testid="second-password"
      />
    </fieldset>
  );
}
