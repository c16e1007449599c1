/**
 * A value against its limits, drawn to scale (inline SVG): position is read faster than digits.
 * The strip is the same in the height of a line of text.
 */
import type { Priority } from "../wire/frames";
import type { Limit, Tag } from "../wire/plant";
import { formatNumber } from "../words/number";
import { decimalsOfTag, type Reading } from "./reading";

const LEVELS: readonly string[] = ["LL", "L", "H", "HH"];
const WIDTH = 360;

export function levelsOf(tag: Tag): Limit[] {
  return tag.limits.filter((limit) => LEVELS.includes(limit.condition));
}

export interface Scale {
  low: number;
  high: number;
  /** Place of a value as a fraction of the bar, kept inside it. */
  place(value: number): number;
}

/** The measuring range, widened so that every limit can be seen; null where there is none. */
export function scaleFor(tag: Tag): Scale | null {
  const ends = [tag.range_lo, tag.range_hi, ...levelsOf(tag).map((limit) => limit.limit)].filter(
    (end): end is number => end !== null,
  );
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (ends.length < 2 || !(high > low)) return null;
  return { low, high, place: (value) => Math.min(1, Math.max(0, (value - low) / (high - low))) };
}

interface Zone {
  from: number;
  to: number;
  grave: boolean;
}

/** The parts of the bar beyond a limit, as fractions; `grave` beyond LL or HH. */
export function zonesOf(limits: readonly Limit[], scale: Scale): Zone[] {
  return limits.map(({ condition, limit }) => ({
    from: condition.startsWith("L") ? 0 : scale.place(limit),
    to: condition.startsWith("L") ? scale.place(limit) : 1,
    grave: condition.length === 2,
  }));
}

interface BarProps {
  tag: Tag;
  reading: Reading;
}

export function LimitBar({ tag, reading }: BarProps) {
  const scale = scaleFor(tag);
  if (!scale) return null;
  const limits = levelsOf(tag);
  const decimals = decimalsOfTag(tag);
  const left = 14;
  const span = WIDTH - 2 * left;
  const at = (value: number) => left + span * scale.place(value);
  return (
    <svg class="limit-bar" viewBox={`0 0 ${WIDTH} 56`} aria-hidden="true">
      <rect x={left} y={18} width={span} height={14} class="bar-normal" />
      {zonesOf(limits, scale).map((zone, index) => (
        <rect
          key={index}
          x={left + span * zone.from}
          y={18}
          width={span * (zone.to - zone.from)}
          height={14}
          class={zone.grave ? "bar-grave" : "bar-beyond"}
        />
      ))}
      {limits.map((limit) => {
        const grave = limit.condition.length === 2;
        return (
          <g key={limit.condition}>
            <line
              x1={at(limit.limit)}
              x2={at(limit.limit)}
              y1={grave ? 14 : 18}
              y2={grave ? 32 : 41}
              class="bar-limit"
            />
            <text
              x={at(limit.limit)}
              y={grave ? 11 : 53}
              text-anchor={anchor(scale.place(limit.limit))}
              class="bar-label"
            >
              {limit.condition} {formatNumber(limit.limit, decimals)}
            </text>
          </g>
        );
      })}
      {limits.length === 0 && (
        <>
          <text x={left} y={53} class="bar-label">
            {formatNumber(scale.low, decimals)}
          </text>
          <text x={left + span} y={53} text-anchor="end" class="bar-label">
            {formatNumber(scale.high, decimals)}
          </text>
        </>
      )}
      {reading.row.value !== null && (
        <path
          d={`M${at(reading.row.value) - 2} 13 h4 v21 l6 9 h-16 l6 -9 z`}
          class={pointerClass(reading)}
        />
      )}
    </svg>
  );
}

function anchor(place: number): "start" | "middle" | "end" {
  if (place < 0.1) return "start";
  return place > 0.9 ? "end" : "middle";
}

function pointerClass(reading: Reading): string {
  if (reading.stale || reading.bad) return "bar-pointer bar-doubtful";
  return `bar-pointer ${pointerFill(reading.worst)}`;
}

function pointerFill(worst: Priority | null): string {
  return worst === null ? "" : `fill-${worst}`;
}

export function LimitStrip({ tag, reading }: BarProps) {
  const scale = scaleFor(tag);
  if (!scale) return <span />;
  return (
    <svg class="limit-strip" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect x={0} y={3} width={100} height={4} class="bar-normal" />
      {zonesOf(levelsOf(tag), scale).map((zone, index) => (
        <rect
          key={index}
          x={100 * zone.from}
          y={3}
          width={100 * (zone.to - zone.from)}
          height={4}
          class={zone.grave ? "bar-grave" : "bar-beyond"}
        />
      ))}
      {reading.row.value !== null && (
        <rect
          x={100 * scale.place(reading.row.value) - 1}
          y={0}
          width={2}
          height={10}
          class={pointerClass(reading)}
        />
      )}
    </svg>
  );
}
