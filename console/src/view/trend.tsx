/**
 * The last half hour of one tag with its limits: history from the historian, then live values as
 * they come, and from the last of them to now the value that still counts.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import type { Desk } from "../desk";
import { append, toSeries, windowOf, type Series } from "../state/series";
import { toSteps } from "../state/steps";
import { withTail, type Columns } from "../state/tail";
import { readHistory } from "../wire/rest";
import type { Tag } from "../wire/plant";
import { formatNumber } from "../words/number";
import { formatClock } from "../words/time";
import { useSpeech } from "./language";
import { draw, HEIGHT, makePlot } from "./plot";
import { decimalsOfTag, holeOf, isSwitch, readTag } from "./reading";

const SPAN_MS = 30 * 60_000;

export function Trend({ desk, tag }: { desk: Desk; tag: Tag }) {
  const { say } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const columns = useRef<Columns | null>(null);
  const [series, setSeries] = useState<Series | "failed" | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [shows, setShows] = useState(0);
  const connections = desk.conversation.connections;
  const { row, stale } = readTag(desk, tag);

  useEffect(() => {
    const element = box.current!;
    const made = makePlot(element, tag, setCursor);
    plot.current = made;
    const resize = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    resize.observe(element);
    // A hidden page draws nothing and so appends nothing: read again when it is looked at.
    const shown = () => document.visibilityState === "visible" && setShows((count) => count + 1);
    document.addEventListener("visibilitychange", shown);
    return () => {
      document.removeEventListener("visibilitychange", shown);
      resize.disconnect();
      made.destroy();
    };
  }, [tag]);

  useEffect(() => {
    const abort = new AbortController();
    const to = desk.now;
    readHistory(tag.tag, to - SPAN_MS, to, abort.signal)
      .then((history) => setSeries((isSwitch(tag) ? toSteps : toSeries)(history, holeOf(tag))))
      .catch(() => {
        if (!abort.signal.aborted) setSeries("failed");
      });
    return () => abort.abort();
  }, [tag, connections, shows]);

  // A value of bad quality is none, and none can be carried on.
  const value = row.quality === "bad" ? null : row.value;
  useEffect(() => {
    if (row.t === null) return;
    setSeries((known) =>
      known && known !== "failed"
        ? append(known, row.t!, value, desk.shownTime - SPAN_MS, holeOf(tag))
        : known,
    );
  }, [row.t, value]);

  useEffect(() => {
    if (!plot.current || !series || series === "failed") return;
    const now = desk.shownTime;
    columns.current = withTail(series, { t: row.t, value }, now, now - SPAN_MS);
    draw(plot.current, columns.current, windowOf(columns.current, now, SPAN_MS), stale);
  }, [series, stale, row.t, value, Math.floor(desk.shownTime / 1000)]);

  return (
    <div class={stale ? "trend is-stale" : "trend"} data-testid="trend">
      <div ref={box} class="trend-box" />
      <div class="trend-note">
        {series === null && say("loading")}
        {series === "failed" && say("notLoaded")}
        {columns.current && cursor !== null && (
          <Pointed tag={tag} columns={columns.current} index={cursor} />
        )}
      </div>
    </div>
  );
}

/** What the line says where the pointer is. */
function Pointed({ tag, columns, index }: { tag: Tag; columns: Columns; index: number }) {
  const at = columns.t[index];
  if (at === undefined) return null;
  const value = columns.v[index] ?? columns.tail[index];
  return (
    <>
      {formatClock(at)} <b>{formatNumber(value, decimalsOfTag(tag))}</b> {tag.unit}
    </>
  );
}
