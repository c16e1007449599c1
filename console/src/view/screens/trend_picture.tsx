/** The picture itself: marks of events above it, lines in it, and who may move the cursor. */
import { useEffect, useRef } from "preact/hooks";
import type { Range } from "../../state/trend_address";
import type { Instant } from "../../wire/frames";
import { useSpeech } from "../language";
import type { TrendLine } from "./trend_line";
import { shapeOf, TrendPlot, type Frame } from "./trend_plot";

interface TrendPictureProps {
  lines: readonly TrendLine[];
  range: Range;
  cursor: Instant | null;
  /** Another text whenever it must be drawn again. */
  version: string;
  point: (at: Instant | null) => void;
  drag: (one: Instant, other: Instant) => void;
  frame: (frame: Frame) => void;
}

export function TrendPicture(props: TrendPictureProps) {
  const { say } = useSpeech();
  const { lines, range, cursor, version } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<TrendPlot | null>(null);
  const shape = shapeOf(lines);
  // The picture outlives many redraws: it calls what is meant by then.
  const hands = useRef(props);
  hands.current = props;

  useEffect(() => {
    const element = box.current!;
    if (lines.length === 0) return;
    const made = new TrendPlot(element, lines, {
      point: (at) => hands.current.point(at),
      drag: (one, other) => hands.current.drag(one, other),
      frame: (frame) => hands.current.frame(frame),
    });
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.resize(element.clientWidth, element.clientHeight),
    );
    observer.observe(element);
    return () => {
      plot.current = null;
      observer.disconnect();
      made.destroy();
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.draw(lines, range);
    plot.current?.place(cursor);
  }, [shape, version]);
  useEffect(() => plot.current?.place(cursor), [cursor]);

  return (
    <div
      ref={box}
      class="trend-picture"
      role="img"
      aria-label={say("trendPicture")}
      data-testid="trend-picture"
    />
  );
}
