/**
 * What is the same on every screen of a desk: bars that nobody may overlook, the top bar, the flood.
 * The wall has a frame of its own.
 */
import type { Desk } from "../desk";
import type { Park } from "../wire/plant";
import { Bars, PlatformBars } from "./bars";
import { FloodBar } from "./flood_bar";
import { ScreenView } from "./screens/screens";
import { TopBar } from "./top_bar";
import { WallFrame } from "./wall_frame";

const BEAT_MS = 500;

export function Frame({ desk, park }: { desk: Desk; park: Park }) {
  if (desk.address.screen === "wall") return <WallFrame desk={desk} park={park} />;
  return <DeskFrame desk={desk} park={park} />;
}

function DeskFrame({ desk, park }: { desk: Desk; park: Park }) {
  // One beat for the whole page: badges that blink each in their own time are unrest, not a signal.
  const beat = Math.floor(performance.now() / BEAT_MS) % 2 === 0;
  return (
    <div
      class={`frame picture-${desk.liveness} ${beat ? "beat" : ""}`}
      inert={desk.phase === "login"}
    >
      <Bars desk={desk} park={park} />
      <TopBar desk={desk} park={park} />
      <PlatformBars desk={desk} />
      <FloodBar desk={desk} park={park} />
      <ScreenView desk={desk} park={park} />
    </div>
  );
}
