/** The number of each line on the canvas, at the right of where it ends. */
import type uPlot from "uplot";
import { spread } from "../../state/labels";

const PAPER = "#eceeef";

/** In CSS pixels: the side of the box around a number, and how far from the picture it begins. */
const BOX = 16;
const LEAD = 7;

export interface LineEnd {
  /** In pixels of the canvas. */
  y: number;
  number: number;
  colour: string;
  /** Whether it is the one in focus, whose box is full. */
  filled: boolean;
}

export function drawEnds({ ctx, bbox }: uPlot, ends: readonly LineEnd[]): void {
  const box = BOX * devicePixelRatio;
  const [top, bottom] = [bbox.top + box / 2, bbox.top + bbox.height - box / 2];
  const inside = ends.map(({ y }) => Math.min(bottom, Math.max(top, y)));
  const places = spread(inside, box + devicePixelRatio, top, bottom);
  ctx.save();
  ctx.font = `bold ${12 * devicePixelRatio}px sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([]);
  ends.forEach((end, index) => drawEnd(ctx, end, bbox.left + bbox.width, places[index]!));
  ctx.restore();
}

function drawEnd(ctx: CanvasRenderingContext2D, end: LineEnd, x: number, place: number): void {
  const [box, lead] = [BOX * devicePixelRatio, LEAD * devicePixelRatio];
  ctx.strokeStyle = end.colour;
  ctx.beginPath();
  ctx.moveTo(x, end.y);
  ctx.lineTo(x + lead, place);
  ctx.rect(x + lead, place - box / 2, box, box);
  ctx.fillStyle = end.filled ? end.colour : PAPER;
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = end.filled ? PAPER : end.colour;
  ctx.fillText(String(end.number), x + lead + box / 2, place + devicePixelRatio);
}
