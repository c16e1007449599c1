/**
 * The screens by name. The overview is there at once; every other one is fetched when somebody first
 * goes to it, so that the first picture waits for none of them.
 */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import type { Screen } from "../../state/address";
import type { Park } from "../../wire/plant";
import { useSpeech } from "../language";
import { Overview } from "../overview";

export interface ScreenProps {
  desk: Desk;
  park: Park;
}

type View = ComponentType<ScreenProps>;

/** How each screen is fetched: a file of its own that exports it. */
const FETCHED: Readonly<Record<Exclude<Screen, "overview">, () => Promise<View>>> = {
  hazards: () => import("./hazards_screen").then((file) => file.HazardsScreen),
  interlocks: () => import("./interlocks_screen").then((file) => file.InterlocksScreen),
  trends: () => import("./trends_screen").then((file) => file.TrendsScreen),
  stops: () => import("./stops_screen").then((file) => file.StopsScreen),
  wall: () => import("./wall_screen").then((file) => file.WallScreen),
  handling: () => import("./handling_screen").then((file) => file.HandlingScreen),
  gateways: () => import("./gateways_screen").then((file) => file.GatewaysScreen),
  kpi: () => import("./kpi_screen").then((file) => file.KpiScreen),
  handover: () => import("./handover_screen").then((file) => file.HandoverScreen),
  administration: () => import("./administration_screen").then((file) => file.AdministrationScreen),
};

const known = new Map<Screen, View>([["overview", Overview]]);

export function ScreenView({ desk, park }: ScreenProps) {
  const { screen } = desk.address;
  const View = known.get(screen);
  if (View) return <View desk={desk} park={park} />;
  return <Fetching key={screen} desk={desk} screen={screen} />;
}

function Fetching({ desk, screen }: { desk: Desk; screen: Screen }) {
  const { say } = useSpeech();
  const [failed, setFailed] = useState(false);
  const fetch = () => {
    setFailed(false);
    if (screen === "overview") return;
    FETCHED[screen]()
      .then((view) => {
        known.set(screen, view);
        desk.changed();
      })
      .catch(() => setFailed(true));
  };
  useEffect(fetch, [screen]);
  return (
    <main class="screen">
      {failed ? (
        <p class="empty">
          {say("notLoaded")}{" "}
          <button type="button" onClick={fetch}>
            {say("tryAgain")}
          </button>
        </p>
      ) : (
        <p class="empty" role="status">
          {say("loading")}
        </p>
      )}
    </main>
  );
}
