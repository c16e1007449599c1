/** What a tag's row says of one instant: of now by the live reading, of another by the history. */
import { pointAt } from "../../state/trace";
import type { Instant } from "../../wire/frames";
import { formatNumber } from "../../words/number";
import type { Speech } from "../language";
import { decimalsOfTag, holeOf, isSwitch } from "../reading";
import type { TrendLine } from "./trend_line";

export interface ShownValue {
  text: string;
  quality: string | preact.JSX.Element;
  age: string;
  stale: boolean;
  /** The class of the worst alarm that stands. */
  edge: string;
}

export function valueNow({ say, named, duration }: Speech, { reading }: TrendLine): ShownValue {
  const { row, text, stale, age, worst } = reading;
  const doubtful = row.quality !== "good" || stale;
  const quality = (
    <>
      <span class={doubtful && !stale ? "chip chip-warning" : ""}>
        {named("quality", row.quality)}
      </span>
      {stale && <span class="chip chip-stale">{say("stale")}</span>}
      {row.marks
        .filter((mark) => mark !== "stale")
        .map((mark) => (
          <span key={mark} class="chip chip-warning">
            {named("mark", mark)}
          </span>
        ))}
    </>
  );
  return {
    text,
    quality,
    age: age === null ? "—" : duration(age),
    stale,
    edge: worst === null ? "" : `edge-${worst}`,
  };
}

/** The historian tells no qualities with its bins: what was bad is not in them. */
export function valueAt(speech: Speech, { tag, told, series }: TrendLine, at: Instant): ShownValue {
  const { say, duration } = speech;
  const binMs = told.trace?.bins.bin_ms ?? 0;
  const point = pointAt(series, at, binMs, holeOf(tag));
  const decimals = decimalsOfTag(tag);
  const none = { text: formatNumber(null, 0), age: "—", stale: false, edge: "" };
  if (point === null) return { ...none, quality: told.trace === null ? "" : say("trendGap") };
  const spread = point.min !== point.max && !isSwitch(tag);
  const ends = {
    min: formatNumber(point.min, decimals),
    max: formatNumber(point.max, decimals),
  };
  return {
    ...none,
    text: formatNumber(point.value, decimals),
    quality: spread ? say("trendBinned", ends) : say("trendAsRead"),
    age: duration(at - point.t),
  };
}
