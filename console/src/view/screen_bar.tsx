/** The bar that leads to every screen: links, so that one may be opened beside another. */
import type { Desk } from "../desk";
import { addressOf, SCREENS, type Screen } from "../state/address";
import { partsFor } from "../state/administration";
import type { Conversation } from "../wire/conversation";
import { AddressLink } from "./address_link";
import { useSpeech } from "./language";

export function ScreenBar({ desk }: { desk: Desk }) {
  const { say, named } = useSpeech();
  return (
    <nav class="screens" aria-label={say("screens")}>
      {screensFor(desk.conversation).map((screen) => (
        <AddressLink
          key={screen}
          desk={desk}
          address={addressOf(screen)}
          current={desk.address.screen === screen}
          // The wall is mute and has no way back: it opens beside the desk and not in its place.
          beside={screen === "wall"}
          testid={`screen-${screen}`}
        >
          {named("screen", screen)}
        </AddressLink>
      ))}
    </nav>
  );
}

/** What somebody has no part of is not in his way; a shift is handed over for the whole site. */
function screensFor({ scopes, place }: Pick<Conversation, "scopes" | "place">): Screen[] {
  return SCREENS.filter(
    (screen) =>
      (screen !== "administration" || partsFor(scopes).length > 0) &&
      (screen !== "handover" || place === ""),
  );
}
