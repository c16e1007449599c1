/** What a piece of equipment looks like on a schematic: a plain figure for each kind, 28 wide and high. */
import type { ComponentChildren } from "preact";
import { figureOf, type Figure } from "../../state/hazard_plan";
import type { Equipment } from "../../wire/plant";

const DRAWN: Readonly<Record<Figure, ComponentChildren>> = {
  tank: <rect x={-11} y={-12} width={22} height={22} rx={5} />,
  sphere: (
    <>
      <circle r={12} cy={-1} />
      <path d="M-12 -1 H12" />
    </>
  ),
  roof: (
    <>
      <rect x={-12} y={-12} width={24} height={22} rx={2} />
      <path d="M-12 -5 H12" />
    </>
  ),
  pump: (
    <>
      <circle r={10} cy={-1} />
      <path d="M-5 -7 L8 -1 L-5 5 Z" />
    </>
  ),
  reactor: (
    <>
      <rect x={-9} y={-13} width={18} height={24} rx={9} />
      <path d="M0 -13 V4 M-5 4 H5" />
    </>
  ),
  column: <rect x={-6} y={-14} width={12} height={26} rx={4} />,
  exchanger: (
    <>
      <circle r={11} cy={-1} />
      <path d="M-11 -1 L-4 -1 L0 -7 L4 5 L7 -1 L11 -1" />
    </>
  ),
  gas: (
    <>
      <path d="M0 -13 L12 -1 L0 11 L-12 -1 Z" />
      <circle r={2.5} cy={-1} />
    </>
  ),
  wind: <path d="M0 11 V-12 M0 -12 L11 -8 L0 -4 M-5 11 H5" />,
  box: <rect x={-11} y={-11} width={22} height={20} />,
};

export function EquipmentFigure({ equipment }: { equipment: Equipment }) {
  return <g class="equipment-figure">{DRAWN[figureOf(equipment)]}</g>;
}
