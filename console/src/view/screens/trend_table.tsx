/** All tags of the picture with their values at the cursor, else now, and over the range. */
import { useMemo } from "preact/hooks";
import { figuresOf, type Figures } from "../../state/trace";
import type { Range } from "../../state/trend_address";
import type { Look } from "../../state/trend_lines";
import type { Instant } from "../../wire/frames";
import { formatNumber } from "../../words/number";
import { words, type Word } from "../../words/words";
import { useSpeech } from "../language";
import { levelsOf } from "../limit_bar";
import { decimalsOfTag, isSwitch } from "../reading";
import type { TrendLine } from "./trend_line";
import { valueAt, valueNow } from "./trend_value";

const COLUMNS: readonly [Word, string][] = [
  ["trendLine", ""],
  ["trendTag", ""],
  ["trendName", ""],
  ["columnValue", "number"],
  ["trendUnit", ""],
  ["trendQuality", ""],
  ["trendAge", "number"],
  ["trendMin", "number"],
  ["trendMean", "number"],
  ["trendMax", "number"],
  ["limits", ""],
  ["trendActions", ""],
];

export interface TrendRowActions {
  focus: (tag: string) => void;
  remove: (tag: string) => void;
  again: (tag: string) => void;
}

interface TrendTableProps {
  /** In the order of the view; a tag that the plant does not know has no line. */
  rows: readonly { tag: string; line: TrendLine | undefined }[];
  range: Range;
  /** The instant of which the values are; null: now. */
  at: Instant | null;
  actions: TrendRowActions;
}

export function TrendTable({ rows, range, at, actions }: TrendTableProps) {
  const { say } = useSpeech();
  return (
    <div class="pane trend-values">
      <table aria-label={say("trendTable")} data-testid="trend-table">
        <thead>
          <tr>
            {COLUMNS.map(([word, classes]) => (
              <th key={word} scope="col" class={classes}>
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ tag, line }, place) =>
            line === undefined ? (
              <UnknownRow key={tag} tag={tag} place={place} actions={actions} />
            ) : (
              <LineRow key={tag} line={line} range={range} at={at} actions={actions} />
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

interface UnknownRowProps {
  tag: string;
  place: number;
  actions: TrendRowActions;
}

function UnknownRow({ tag, place, actions }: UnknownRowProps) {
  const { say } = useSpeech();
  return (
    <tr data-testid="trend-row" data-tag={tag}>
      <td>{place + 1}</td>
      <th scope="row" class="trend-id">
        {tag}
      </th>
      <td colSpan={COLUMNS.length - 3}>
        <span class="chip chip-warning">{say("trendUnknown")}</span>
      </td>
      <td>
        <RemoveButton tag={tag} actions={actions} />
      </td>
    </tr>
  );
}

function RemoveButton({ tag, actions }: { tag: string; actions: TrendRowActions }) {
  const { say } = useSpeech();
  return (
    <button
      type="button"
      aria-label={say("trendRemoveOf", { tag })}
      onClick={() => actions.remove(tag)}
      data-testid="trend-remove"
    >
      {say("trendRemove")}
    </button>
  );
}

interface LineRowProps {
  line: TrendLine;
  range: Range;
  at: Instant | null;
  actions: TrendRowActions;
}

function LineRow({ line, range, at, actions }: LineRowProps) {
  const speech = useSpeech();
  const { say, name } = speech;
  const { tag, place, look, focused, told } = line;
  const decimals = decimalsOfTag(tag);
  const value = at === null ? valueNow(speech, line) : valueAt(speech, line, at);
  const figures = useMemo(
    () => told.trace && figuresOf(told.trace, range),
    [told.trace, range.from, range.to],
  );
  return (
    <tr
      class={`${focused ? "is-focused" : ""} ${value.stale ? "is-stale" : ""}`}
      data-testid="trend-row"
      data-tag={tag.tag}
    >
      <td>
        <Swatch look={look} focused={focused} number={place + 1} />
      </td>
      <th scope="row" class="trend-id">
        {tag.tag}
      </th>
      <td class="trend-name" title={name(tag)}>
        <span class="ellipsis">{name(tag)}</span>
        {told.failure !== null && (
          <Failure failure={told.failure} again={() => actions.again(tag.tag)} />
        )}
        {told.trace === null && told.asking && <small class="muted">{say("loading")}</small>}
      </td>
      <td class="number">
        <strong class={`value ${value.edge}`} data-testid="trend-value">
          {value.text}
        </strong>
      </td>
      <td>{tag.unit}</td>
      <td>{value.quality}</td>
      <td class="number">{value.age}</td>
      <FigureCells figures={figures} decimals={decimals} mean={!isSwitch(tag)} />
      <td class="trend-limits">{sayLimits(line)}</td>
      <td class="trend-actions">
        <button
          type="button"
          aria-label={say("trendFocusOf", { tag: tag.tag })}
          aria-pressed={focused}
          onClick={() => actions.focus(tag.tag)}
          data-testid="trend-focus"
        >
          {say("trendFocus")}
        </button>
        <RemoveButton tag={tag.tag} actions={actions} />
      </td>
    </tr>
  );
}

interface FigureCellsProps {
  figures: Figures | null;
  decimals: number;
  mean: boolean;
}

function FigureCells({ figures, decimals, mean }: FigureCellsProps) {
  return (
    <>
      <td class="number">{formatNumber(figures?.min, decimals)}</td>
      <td class="number">{mean ? formatNumber(figures?.mean, decimals) : "—"}</td>
      <td class="number">{formatNumber(figures?.max, decimals)}</td>
    </>
  );
}

function sayLimits({ tag }: TrendLine): string {
  const decimals = decimalsOfTag(tag);
  return levelsOf(tag)
    .map(({ condition, limit }) => `${condition} ${formatNumber(limit, decimals)}`)
    .join(" · ");
}

function Failure({ failure, again }: { failure: string; again: () => void }) {
  const { say } = useSpeech();
  const word = `history_${failure}`;
  return (
    <span class="trend-failure" role="status" data-testid="trend-failure">
      {word in words ? say(word as Word) : `${say("history_other")} (${failure})`}{" "}
      <button type="button" onClick={again}>
        {say("tryAgain")}
      </button>
    </span>
  );
}

/** The line as it is drawn, and the number that stands at its end. */
function Swatch({ look, focused, number }: { look: Look; focused: boolean; number: number }) {
  return (
    <svg class="line-swatch" width="56" height="18" aria-hidden="true">
      <line
        x1={0}
        x2={34}
        y1={9}
        y2={9}
        stroke={look.colour}
        stroke-width={focused ? 3 : 2}
        stroke-dasharray={look.dash.join(" ")}
      />
      <rect
        x={38}
        y={1}
        width={16}
        height={16}
        stroke={look.colour}
        fill={focused ? look.colour : "none"}
      />
      <text x={46} y={14} text-anchor="middle" fill={focused ? "#fff" : look.colour}>
        {number}
      </text>
    </svg>
  );
}
