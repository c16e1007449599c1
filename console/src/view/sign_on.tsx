/** The way to the site's identity provider beside the login with a password, where there is one. */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { writeAddress } from "../state/address";
import { readSignOn, type SignOn } from "../wire/rest";
import { useSpeech } from "./language";

/** What is offered; nothing while it is not known, so that nobody waits for it to log in. */
function useSignOn(): SignOn | null {
  const [signOn, setSignOn] = useState<SignOn | null>(null);
  useEffect(() => {
    // Where that can't be asked the form says why, as soon as it is sent.
    readSignOn().then(setSignOn, () => undefined);
  }, []);
  return signOn;
}

export function SignOnButton({ desk }: { desk: Desk }) {
  const { pick } = useSpeech();
  const signOn = useSignOn();
  if (signOn === null) return null;
  const next = encodeURIComponent(writeAddress(desk.address));
  return (
    <button
      type="button"
      onClick={() => location.assign(`${signOn.login}?next=${next}`)}
      data-testid="sign-on"
    >
      {pick(signOn.label)}
    </button>
  );
}
