/**
 * The park's risk map (风险四色图) as inline SVG. Two colours that mean two things: the pale ground of a
 * card is the level of the hazard, the saturated badge upon it is the worst alarm that stands there.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { PRIORITIES, rank } from "../state/alarms";
import type { Standing } from "../state/wall_alarms";
import { CARD, layOutMap, MARK, type Box, type Size, type Spot } from "../state/map_plan";
import type { Hazard, Park } from "../wire/plant";
import { fitLines } from "../words/fit_text";
import { Badge, SHAPES } from "./badge";
import { useSpeech } from "./language";
import { wordForLevel } from "./hazard_level";
import { useRoom } from "./use_room";
import { WallPanel } from "./wall_panel";
import { WallWind } from "./wall_wind";

interface MapProps {
  desk: Desk;
  park: Park;
  turn: number;
  /** Hazard → what stands there. */
  standing: ReadonlyMap<string, Standing>;
}

export function WallMap({ desk, park, turn, standing }: MapProps) {
  const { say } = useSpeech();
  const [figure, room] = useRoom<HTMLDivElement>();
  const layout = useMemo(() => room && layOutMap(park.hazards.values(), room), [park, room]);
  const numbers = useMemo(() => numberHazards(park), [park]);
  const placeless = [...park.hazards.values()].filter(({ location }) => location === null).length;
  return (
    <WallPanel name="map" title={say("wallMap")} note={`${say("schematic")} · ${say("wallNorth")}`}>
      <div ref={figure} class="wall-figure">
        {room && layout && (
          <svg
            viewBox={`0 0 ${room.w} ${room.h}`}
            role="img"
            aria-label={say("wallMap")}
            data-testid="wall-svg"
          >
            {[...layout.boxes].map(([id, box]) => (
              <Enterprise key={id} park={park} id={id} box={box} />
            ))}
            {layout.spots.map((spot) => (
              <Card
                key={spot.thing.id}
                park={park}
                spot={spot}
                size={layout.size}
                number={numbers.get(spot.thing.id) ?? 0}
                standing={standing.get(spot.thing.id)}
                boxed={layout.boxes.has(spot.thing.enterprise)}
              />
            ))}
          </svg>
        )}
        {room && !layout && <p class="wall-empty">{say("wallNoPlaces")}</p>}
      </div>
      {layout && placeless > 0 && <p>{say("wallPlaceless", { count: placeless })}</p>}
      <WallWind desk={desk} park={park} turn={turn} />
      <Legend park={park} />
    </WallPanel>
  );
}

/** The numbers that they have in the list, too. */
function numberHazards(park: Park): ReadonlyMap<string, number> {
  return new Map([...park.hazards.keys()].map((id, index) => [id, index + 1]));
}

function Enterprise({ park, id, box }: { park: Park; id: string; box: Box }) {
  const { name } = useSpeech();
  const enterprise = park.enterprises.get(id);
  const [text] = fitLines(enterprise ? name(enterprise) : id, box.w - 1, 1);
  return (
    <g class="map-enterprise" transform={`translate(${box.x} ${box.y})`}>
      <rect width={box.w} height={box.h} rx={0.5} />
      <text x={0.5} y={1.15}>
        {text}
      </text>
    </g>
  );
}

interface CardProps {
  park: Park;
  spot: Spot<Hazard>;
  size: Size;
  number: number;
  standing: Standing | undefined;
  /** Whether its enterprise is written around it. */
  boxed: boolean;
}

function Card({ park, spot, size, number, standing, boxed }: CardProps) {
  const { say } = useSpeech();
  const { thing: hazard, x, y } = spot;
  return (
    <g
      class="map-card"
      transform={`translate(${x - size.w / 2} ${y - size.h / 2})`}
      data-testid="map-card"
      data-hazard={hazard.id}
    >
      <rect
        width={size.w}
        height={size.h}
        rx={0.35}
        class={`map-ground level-${hazard.level ?? "none"}`}
      />
      <text x={0.45} y={1.3} class="map-text">
        {number} {size !== MARK && say(wordForLevel(hazard))}
      </text>
      {standing && <CardBadge standing={standing} size={size} />}
      {size !== MARK && <Names park={park} hazard={hazard} size={size} boxed={boxed} />}
    </g>
  );
}

interface NamesProps extends Pick<CardProps, "park" | "size" | "boxed"> {
  hazard: Hazard;
}

function Names({ park, hazard, size, boxed }: NamesProps) {
  const { name } = useSpeech();
  const enterprise = park.enterprises.get(hazard.enterprise);
  const width = size.w - 0.9;
  const room = size === CARD ? 2 : 1;
  const lines =
    boxed || !enterprise || room === 1
      ? fitLines(name(hazard), width, room)
      : [...fitLines(name(hazard), width, 1), ...fitLines(name(enterprise), width, 1)];
  return (
    <>
      {lines.map((line, index) => (
        <text key={index} x={0.45} y={2.6 + index * 1.15} class="map-text map-name">
          {line}
        </text>
      ))}
    </>
  );
}

/** The same badge as everywhere: colour, shape, number and, where there is room, the word. */
function CardBadge({ standing, size }: { standing: Standing; size: Size }) {
  const { named, language } = useSpeech();
  const { worst, unacknowledged } = standing;
  const word = size === CARD ? ` ${named("priority", worst)}` : "";
  const width = word === "" ? 2.3 : language === "zh" ? 4.6 : 6.2;
  return (
    <g
      class={unacknowledged > 0 ? "map-badge map-calling" : "map-badge"}
      transform={`translate(${size.w - 0.3 - width} 0.25)`}
    >
      <rect width={width} height={1.4} rx={0.2} class={`fill-${worst}`} />
      <text x={width / 2} y={1.06} text-anchor="middle" class={`on-${worst}`}>
        {SHAPES[worst]}
        {rank(worst) + 1}
        {word}
      </text>
    </g>
  );
}

/** Says which colour means what, and what of it there is. */
function Legend({ park }: { park: Park }) {
  const { say } = useSpeech();
  const levels = [1, 2, 3, 4, null];
  const ungraded = [...park.hazards.values()].some(({ level }) => level === null);
  return (
    <dl class="wall-legend" data-testid="wall-legend">
      <div>
        <dt>{say("wallLegendLevel")}</dt>
        {levels
          .filter((level) => level !== null || ungraded)
          .map((level) => (
            <dd key={level} class={`wall-level level-${level ?? "none"}`}>
              {say(wordForLevel({ level }))}
            </dd>
          ))}
      </div>
      <div>
        <dt>{say("wallLegendAlarm")}</dt>
        {PRIORITIES.map((priority) => (
          <dd key={priority}>
            <Badge priority={priority} />
          </dd>
        ))}
      </div>
    </dl>
  );
}
