/** Limits on the canvas of a trend, each a line with its name. */
import type uPlot from "uplot";
import { spread } from "../state/labels";
import type { Limit } from "../wire/plant";

const GRAVE = "#7a1f1f";
const BEYOND = "#7a5a00";
const PAPER = "#eceeef";

/** Height of a label and the air above it, in CSS pixels. */
const LABEL = 12;

function isGrave(condition: string): boolean {
  return condition.length === 2;
}

function inkOf(condition: string): string {
  return isGrave(condition) ? GRAVE : BEYOND;
}

interface Line {
  condition: string;
  /** In pixels of the canvas. */
  y: number;
}

/** Draws limits with their names, after the values so that nothing hides them. */
export function drawLimits(plot: uPlot, limits: readonly Limit[], scale = "y"): void {
  const { ctx, bbox } = plot;
  const lines = limits
    .map(({ condition, limit }) => ({
      condition,
      y: Math.round(plot.valToPos(limit, scale, true)),
    }))
    .filter(({ y }) => y >= bbox.top && y <= bbox.top + bbox.height);
  ctx.save();
  for (const line of lines) drawLine(ctx, bbox, line);
  ctx.setLineDash([]);
  drawLabels(ctx, bbox, lines);
  ctx.restore();
}

function drawLine(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, { condition, y }: Line): void {
  ctx.strokeStyle = inkOf(condition);
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(isGrave(condition) ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y + 0.5);
  ctx.lineTo(bbox.left + bbox.width, y + 0.5);
  ctx.stroke();
}

function drawLabels(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, lines: Line[]): void {
  const apart = LABEL * devicePixelRatio;
  const places = spread(
    lines.map(({ y }) => y),
    apart,
    bbox.top + apart,
    bbox.top + bbox.height,
  );
  ctx.font = `${11 * devicePixelRatio}px sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.strokeStyle = PAPER;
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.lineJoin = "round";
  lines.forEach(({ condition }, index) => {
    const at = [bbox.left + 4 * devicePixelRatio, places[index]! - devicePixelRatio] as const;
    ctx.strokeText(condition, ...at);
    ctx.fillStyle = inkOf(condition);
    ctx.fillText(condition, ...at);
  });
}
