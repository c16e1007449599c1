/** The bar that leads to every screen: links, so that one may be opened beside another. */
import type { Desk } from "../desk";
import { addressOf, SCREENS } from "../state/address";
import { AddressLink } from "./address_link";
import { useSpeech } from "./language";

export function ScreenBar({ desk }: { desk: Desk }) {
  const { say, named } = useSpeech();
  return (
    <nav class="screens" aria-label={say("screens")}>
      {SCREENS.map((screen) => (
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
