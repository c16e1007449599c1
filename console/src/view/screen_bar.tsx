/** The bar that leads to every screen: links, so that one may be opened beside another. */
import type { Desk } from "../desk";
import { addressOf, SCREENS, writeAddress, type Screen } from "../state/address";
import { useSpeech } from "./language";

export function ScreenBar({ desk }: { desk: Desk }) {
  const { say, named } = useSpeech();
  return (
    <nav class="screens" aria-label={say("screens")}>
      {SCREENS.map((screen) => (
        <ScreenLink key={screen} desk={desk} screen={screen}>
          {named("screen", screen)}
        </ScreenLink>
      ))}
    </nav>
  );
}

interface ScreenLinkProps {
  desk: Desk;
  screen: Screen;
  children: string;
}

function ScreenLink({ desk, screen, children }: ScreenLinkProps) {
  const address = addressOf(screen);
  return (
    <a
      href={writeAddress(address)}
      aria-current={desk.address.screen === screen ? "page" : undefined}
      // The wall is mute and has no way back: it opens beside the desk and not in its place.
      target={screen === "wall" ? "_blank" : undefined}
      rel="noopener"
      onClick={(event) => {
        // With a key held down the browser opens it in a window of its own.
        if (screen === "wall" || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        desk.go(address);
      }}
      data-testid={`screen-${screen}`}
    >
      {children}
    </a>
  );
}
