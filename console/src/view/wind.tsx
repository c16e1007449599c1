/** The wind of one station: an arrow that flies with it, and words for where it comes from and how fast. */
import type { Desk } from "../desk";
import { compassOf, isCalm, type Station } from "../state/wind";
import type { Park } from "../wire/plant";
import { useSpeech } from "./language";
import { readTag } from "./reading";

export function Wind({ desk, park, station }: { desk: Desk; park: Park; station: Station }) {
  const { say, name, named, duration } = useSpeech();
  const direction = readTag(desk, station.direction);
  const speed = station.speed && readTag(desk, station.speed);
  const degrees = direction.row.value;
  const unit = station.speed?.unit ?? "";
  const calm = !!speed && !speed.bad && !speed.stale && isCalm(speed.row.value, unit);
  const known = degrees !== null && !direction.bad;
  const doubt = direction.stale || direction.bad || !!speed?.stale || !!speed?.bad;
  const equipment = park.equipment.get(station.direction.equipment);
  return (
    <span class={doubt ? "wind wind-doubtful" : "wind"}>
      {known && !calm && <Arrow from={degrees} />}
      <span>{name(equipment ?? station.direction)}</span>
      <strong>
        {calm ? say("windCalm") : known ? named("wind", compassOf(degrees)) : say("windUnknown")}
      </strong>
      {speed && <span>{speed.text === "—" ? speed.text : `${speed.text} ${unit}`}</span>}
      {doubt && <span>{say(direction.stale || speed?.stale ? "stale" : "quality_bad")}</span>}
      <span>
        {direction.age === null ? say("noData") : say("windAge", { time: duration(direction.age) })}
      </span>
    </span>
  );
}

/** @param from degrees, where the wind comes from: it flies the other way */
function Arrow({ from }: { from: number }) {
  return (
    <svg class="wind-arrow" viewBox="-10 -10 20 20" aria-hidden="true">
      <g transform={`rotate(${from + 180})`} data-testid="wind-arrow" data-from={from}>
        <path d="M0 -9 L6 2 L1.6 0.6 L1.6 9 L-1.6 9 L-1.6 0.6 L-6 2 Z" />
      </g>
    </svg>
  );
}
