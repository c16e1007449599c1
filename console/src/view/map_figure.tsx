/**
 * The figure of the overview's map as inline SVG. Two colours that mean two things: the pale ground of
 * a card is the level of the hazards there (a place), the bright badge upon it is the worst alarm that
 * stands there (an event). For the pointer; the lists beneath say and do the same for keyboard and
 * screen reader. Each card is drawn again only when something about it has changed.
 */
import type { Desk } from "../desk";
import { rank } from "../state/alarms";
import type { Card, Picture } from "../state/map_cards";
import type { Box, Size, Spot } from "../state/map_plan";
import { NOTHING_STANDS, type Standings, type Tally } from "../state/standings";
import type { Park } from "../wire/plant";
import { fitLines } from "../words/fit_text";
import { SHAPES } from "./badge";
import { wordForLevel } from "./hazard_level";
import { useSpeech, type Speech } from "./language";
import { still } from "./still";

/** Lengths in em. A card in full; one with its words above one another; what has only numbers. */
export const CARD: Size = { w: 10.6, h: 4.2 };
export const SLIP: Size = { w: 6.6, h: 3.9 };
export const MARK: Size = { w: 4.2, h: 1.7 };
export const DOT: Size = { w: 1.8, h: 1.5 };
export const DESK = { sizes: [CARD, SLIP, MARK, DOT], gap: { w: 0.4, h: 1.5 } };

interface FigureProps {
  desk: Desk;
  park: Park;
  room: Size;
  picture: Picture;
  standings: Standings;
  /** Keys of the places in which the selected alarm is. */
  around: ReadonlySet<string>;
}

function Figure({ desk, park, room, picture, standings, around }: FigureProps) {
  const mark = (size: Size, { thing, x, y }: Spot<Card>) => (
    <CardMark
      key={thing.key}
      desk={desk}
      card={thing}
      x={x}
      y={y}
      size={size}
      tally={standings.tallies.get(thing.key) ?? NOTHING_STANDS}
      here={around.has(thing.key)}
    />
  );
  return (
    <svg viewBox={`0 0 ${room.w} ${room.h}`} aria-hidden="true" data-testid="map-svg">
      {picture.outlines.map(({ card, points }) => (
        <polygon
          key={card.key}
          class={`atlas-outline level-${card.level ?? "none"}`}
          points={points.map(({ x, y }) => `${x},${y}`).join(" ")}
          onClick={() => card.place && desk.overview.enter(card.place)}
        />
      ))}
      {[...picture.boxes].map(([id, box]) => (
        <Surrounds key={id} desk={desk} park={park} id={id} box={box} />
      ))}
      {picture.spots.map((spot) => mark(picture.size, spot))}
      {picture.rows.map((spot) => mark(picture.slip, spot))}
    </svg>
  );
}

export const MapFigure = still(Figure);

interface SurroundsProps {
  desk: Desk;
  park: Park;
  id: string;
  box: Box;
}

function Surrounds({ desk, park, id, box }: SurroundsProps) {
  const { name } = useSpeech();
  const enterprise = park.enterprises.get(id);
  const [text] = fitLines(enterprise ? name(enterprise) : id, box.w - 0.6, 1);
  return (
    <g
      class="atlas-around"
      transform={`translate(${box.x} ${box.y})`}
      onClick={() => desk.overview.enter({ kind: "enterprise", id })}
    >
      <title>{enterprise ? name(enterprise) : id}</title>
      <rect width={box.w} height={box.h} rx={0.4} />
      <text x={0.3} y={0.8}>
        {text}
      </text>
    </g>
  );
}

interface MarkProps {
  desk: Desk;
  card: Card;
  x: number;
  y: number;
  size: Size;
  tally: Tally;
  here: boolean;
}

const CardMark = still(({ desk, card, x, y, size, tally, here }: MarkProps) => {
  const speech = useSpeech();
  const ground = card.level === undefined ? "atlas-part" : `level-${card.level ?? "none"}`;
  return (
    <g
      class={here ? "atlas-card atlas-here" : "atlas-card"}
      transform={`translate(${x - size.w / 2} ${y - size.h / 2})`}
      onClick={() => goInto(desk, card)}
      data-testid="map-card"
      data-key={card.key}
    >
      <title>{sayCard(speech, card, tally)}</title>
      <rect width={size.w} height={size.h} rx={0.3} class={`atlas-ground ${ground}`} />
      <CardText card={card} size={size} tally={tally} />
      {here && <path class="atlas-pin" d={`M0.7 ${size.h + 0.6} l-0.55 -1 h1.1 z`} />}
    </g>
  );
});

function goInto(desk: Desk, card: Card): void {
  if (card.place) desk.overview.enter(card.place);
  else selectEquipment(desk, card.named.id);
}

/** Selects what stands at a piece of equipment, the worst first; else its first tag. */
function selectEquipment(desk: Desk, id: string): void {
  const tags = new Set(desk.park?.tagsOf.get(id)?.map(({ tag }) => tag));
  const line = desk.board.sorted.find(({ source }) => source === id || tags.has(source));
  const [first] = tags;
  if (line) desk.selectAlarm(line.lead.id);
  else if (first !== undefined) desk.selectTag(first);
}

/** All that a card means, in words. */
function sayCard(speech: Speech, card: Card, tally: Tally): string {
  const { say, name, named } = speech;
  const level = sayLevel(say, card);
  const alarms = sayAlarms(speech, tally);
  const worst = tally.worst && `${rank(tally.worst) + 1} ${named("priority", tally.worst)}`;
  return [name(card.named), level, worst, alarms].filter(Boolean).join(" · ");
}

/** Nothing of a part; where no hazards lie that is no grade, but said. */
function sayLevel(say: Speech["say"], { level, hazards }: Card): string {
  if (level === undefined) return "";
  return hazards === 0 ? say("mapNone") : say(wordForLevel({ level }));
}

function countOf({ by }: Tally): number {
  return by.critical + by.high + by.medium + by.low;
}

function sayAlarms({ say }: Speech, tally: Tally): string {
  const count = countOf(tally);
  return count === 1 ? say("mapAlarm") : say("mapAlarms", { count });
}

interface TextProps {
  card: Card;
  size: Size;
  tally: Tally;
}

function CardText(props: TextProps) {
  const { size } = props;
  if (size === CARD) return <FullText {...props} />;
  if (size === SLIP) return <SlipText {...props} />;
  return size === MARK ? <MarkText {...props} /> : <DotText {...props} />;
}

/** Level and badge beside one another, beneath them the name, and how many alarms in the corner. */
function FullText({ card, size, tally }: TextProps) {
  const { say } = useSpeech();
  const beneath = card.level !== undefined || tally.worst !== null;
  return (
    <>
      <text x={0.3} y={1.12} class="atlas-text">
        {sayLevel(say, card)}
      </text>
      <CardBadge tally={tally} x={size.w - 6.1} y={0.12} width={5.95} height={1.35} worded />
      <Name card={card} size={size} y={beneath ? 2.46 : 1.1} most={2} />
      <Count tally={tally} x={size.w - 0.3} y={size.h - 0.4} />
    </>
  );
}

/** Level, name and badge beneath one another; of a part of a hazard, which has no level, the others. */
function SlipText({ card, size, tally }: TextProps) {
  const { say } = useSpeech();
  const part = card.level === undefined;
  return (
    <>
      <text x={0.3} y={1.12} class="atlas-text">
        {sayLevel(say, card)}
      </text>
      {!part && <Count tally={tally} x={size.w - 0.3} y={1.12} />}
      <Name card={card} size={size} y={part ? 1.1 : 2.24} most={part || !tally.worst ? 2 : 1} />
      <CardBadge
        tally={tally}
        x={0.2}
        y={size.h - 1.45}
        width={size.w - 0.4}
        height={1.35}
        worded
      />
    </>
  );
}

interface NameProps extends Pick<TextProps, "card" | "size"> {
  /** Of the first line. */
  y: number;
  /** Lines at the most. */
  most: number;
}

function Name({ card, size, y, most }: NameProps) {
  const { name } = useSpeech();
  return (
    <>
      {fitLines(name(card.named), size.w - 0.5, most).map((line, index) => (
        <text key={index} x={0.3} y={y + index * 1.14} class="atlas-text atlas-name">
          {line}
        </text>
      ))}
    </>
  );
}

function Count({ tally, x, y }: { tally: Tally; x: number; y: number }) {
  if (tally.worst === null) return null;
  return (
    <text x={x} y={y} text-anchor="end" class="atlas-text atlas-count">
      ×{countOf(tally)}
    </text>
  );
}

function MarkText({ card: { level }, tally }: TextProps) {
  return (
    <>
      <text x={0.35} y={1.22} class="atlas-text">
        {level === null ? "–" : level}
      </text>
      <CardBadge tally={tally} x={1.6} y={0.15} width={2.45} height={1.4} />
    </>
  );
}

function DotText({ card: { level }, size, tally }: TextProps) {
  if (tally.worst) return <CardBadge tally={tally} x={0} y={0} width={size.w} height={size.h} />;
  return (
    <text x={size.w / 2} y={1.12} text-anchor="middle" class="atlas-text">
      {level ?? "–"}
    </text>
  );
}

interface BadgeProps {
  tally: Tally;
  x: number;
  y: number;
  width: number;
  height: number;
  worded?: boolean;
}

/** The same badge as everywhere: colour, shape, number and, where there is room, the word. */
function CardBadge({ tally, x, y, width, height, worded = false }: BadgeProps) {
  const { named } = useSpeech();
  const { worst, unacknowledged } = tally;
  if (worst === null) return null;
  return (
    <g
      class={unacknowledged > 0 ? "atlas-badge atlas-calling" : "atlas-badge"}
      transform={`translate(${x} ${y})`}
    >
      <rect width={width} height={height} rx={0.2} class={`fill-${worst}`} />
      <text x={width / 2} y={height / 2 + 0.36} text-anchor="middle" class={`on-${worst}`}>
        {SHAPES[worst]}
        {width > DOT.w && rank(worst) + 1}
        {worded && ` ${named("priority", worst)}`}
      </text>
    </g>
  );
}
