/**
 * The wall (大屏) of the monitoring centre, for 3840×1080 and whatever is like it: how the park stands,
 * to be read from five metres. Nothing on it can be pressed; it is mute, since the desks sound.
 */
import { useMemo } from "preact/hooks";
import { turnAt } from "../../state/turning";
import { standingByHazard } from "../../state/wall_alarms";
import { WallAlarms } from "../wall_alarms";
import { WallHazards } from "../wall_hazards";
import { WallHead } from "../wall_head";
import { WallMap } from "../wall_map";
import type { ScreenProps } from "./screens";
import "../../style/wall.css";

export function WallScreen({ desk, park }: ScreenProps) {
  const turn = turnAt(performance.now());
  const { sorted } = desk.board;
  const standing = useMemo(() => standingByHazard(sorted), [sorted]);
  return (
    <>
      <WallHead desk={desk} park={park} />
      <main class="wall-panels">
        <WallMap desk={desk} park={park} turn={turn} standing={standing} />
        <WallAlarms desk={desk} park={park} turn={turn} />
        <WallHazards desk={desk} park={park} turn={turn} standing={standing} />
      </main>
    </>
  );
}
