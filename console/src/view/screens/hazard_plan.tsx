/**
 * A schematic of a hazard's equipment, the worst alarm upon each piece, and beside it the same as a list
 * of buttons for keyboard and screen reader: either chooses whose tags are shown.
 */
import { useMemo } from "preact/hooks";
import { PRIORITIES } from "../../state/alarms";
import { atlasOf } from "../../state/atlas";
import { PLAN, planEquipment } from "../../state/hazard_plan";
import type { Spot } from "../../state/map_plan";
import { NOTHING_STANDS, type Tally } from "../../state/standings";
import { findStations, type Station } from "../../state/wind";
import type { AlarmRow, Priority } from "../../wire/frames";
import type { Equipment, Hazard, Park } from "../../wire/plant";
import { fitLines } from "../../words/fit_text";
import { Badge, SHAPES } from "../badge";
import { useSpeech } from "../language";
import { useStandings } from "../use_standings";
import { Wind } from "../wind";
import { EquipmentFigure } from "./equipment_figure";
import type { HazardProps } from "./hazard_page";

interface PlanProps extends HazardProps {
  alarms: readonly AlarmRow[];
  equipment: readonly Equipment[];
  /** The piece of equipment whose tags are shown; null: those of all. */
  chosen: string | null;
  choose: (equipment: string | null) => void;
}

/** The wind of the hazard itself, else its enterprise's, else any that the park measures. */
function findWind(park: Park, hazard: Hazard): Station | null {
  const stations = findStations(park.tags.values());
  const near = (own: (station: Station) => boolean) => stations.find(own);
  return (
    near(({ direction }) => direction.hazard === hazard.id) ??
    near(({ direction }) => direction.enterprise === hazard.enterprise) ??
    stations[0] ??
    null
  );
}

export function HazardPlan(props: PlanProps) {
  const { desk, park, hazard, alarms, equipment } = props;
  const { say } = useSpeech();
  const plan = useMemo(() => planEquipment(equipment), [equipment]);
  const wind = useMemo(() => findWind(park, hazard), [park, hazard]);
  const { tallies } = useStandings(desk, atlasOf(park));
  const tallyOf = ({ id }: Equipment) => tallies.get(`equipment:${id}`) ?? NOTHING_STANDS;
  return (
    <section class="pane hazard-plan" aria-label={say("hazardPlan")}>
      <div class="pane-head">
        <h3>{say("hazardPlan")}</h3>
        <small class="muted" data-testid="plan-kind">
          {say(plan.kind === "rows" ? "planRows" : "planPlaces")}
        </small>
      </div>
      <div class="pane-body">
        {wind && (
          <p class="hazard-wind" data-testid="hazard-wind">
            <Wind desk={desk} park={park} station={wind} />
          </p>
        )}
        {plan.spots.length > 0 && (
          <svg
            class="equipment-plan"
            viewBox={`0 0 ${PLAN.w} ${PLAN.h}`}
            aria-hidden="true"
            data-testid="equipment-plan"
            data-kind={plan.kind}
          >
            {plan.spots.map((spot) => (
              <Mark
                key={spot.thing.id}
                {...props}
                spot={spot}
                scale={plan.scale}
                worst={tallyOf(spot.thing).worst}
              />
            ))}
          </svg>
        )}
        {plan.placeless.length > 0 && (
          <p class="muted hazard-wind">{say("planPlaceless", { count: plan.placeless.length })}</p>
        )}
        <ul class="equipment-list" aria-label={say("equipment")}>
          {equipment.map((one) => (
            <Line key={one.id} {...props} equipment={one} tally={tallyOf(one)} />
          ))}
          {equipment.length === 0 && <li class="muted">{say("noEquipment")}</li>}
        </ul>
        <Elsewhere
          count={equipment.reduce((rest, one) => rest - sum(tallyOf(one)), alarms.length)}
        />
      </div>
    </section>
  );
}

interface MarkProps extends Omit<PlanProps, "equipment"> {
  spot: Spot<Equipment>;
  scale: number;
  worst: Priority | null;
}

function Mark({ spot, scale, worst, chosen, choose }: MarkProps) {
  const { name } = useSpeech();
  const { thing, x, y } = spot;
  const current = chosen === thing.id;
  return (
    <g
      class={current ? "equipment-mark is-current" : "equipment-mark"}
      // The name beneath makes a mark lower than its figure.
      transform={`translate(${x} ${y - 5 * scale}) scale(${scale})`}
      onClick={() => choose(current ? null : thing.id)}
      data-testid="equipment-mark"
      data-equipment={thing.id}
      data-worst={worst ?? ""}
    >
      <title>{name(thing)}</title>
      <EquipmentFigure equipment={thing} />
      {worst && (
        <g transform="translate(11 -17)">
          <rect x={-9} y={-8} width={18} height={16} rx={3} class={`fill-${worst}`} />
          <text class={`on-${worst} equipment-shape`} text-anchor="middle" y={4.5}>
            {SHAPES[worst]}
          </text>
        </g>
      )}
      {(scale < 1 ? [] : fitLines(name(thing), 5.4, 2)).map((line, index) => (
        <text key={index} class="equipment-name" text-anchor="middle" y={21 + 11 * index}>
          {line}
        </text>
      ))}
    </g>
  );
}

interface LineProps extends Omit<PlanProps, "equipment"> {
  equipment: Equipment;
  tally: Tally;
}

/** One piece of equipment: what it is, what stands there, and how much of it is not heard. */
function Line({ desk, park, equipment, tally, chosen, choose }: LineProps) {
  const { say, name, named } = useSpeech();
  const tags = park.tagsOf.get(equipment.id) ?? [];
  const rows = desk.conversation.streams.tags.rows;
  const stale = tags.filter((tag) => (rows.get(tag.tag) ?? tag.now).marks.includes("stale")).length;
  const current = chosen === equipment.id;
  return (
    <li>
      <button
        type="button"
        class="equipment-line"
        aria-pressed={current}
        onClick={() => choose(current ? null : equipment.id)}
        data-testid="equipment-line"
        data-equipment={equipment.id}
      >
        <b class="ellipsis">{name(equipment)}</b>
        <span class="equipment-kind">{named("equipmentKind", equipment.kind)}</span>
        {tally.worst && (
          <Badge priority={tally.worst} look={tally.unacknowledged > 0 ? "calling" : "steady"} />
        )}
        {sum(tally) > 1 && <span>{say("alarmsCount", { count: sum(tally) })}</span>}
        <span class="equipment-tags">
          {say("tagsCount", { count: tags.length })}
          {stale > 0 && ` · ${say("staleTags", { count: stale })}`}
        </span>
      </button>
    </li>
  );
}

/** All alarms of a place. */
function sum({ by }: Tally): number {
  return PRIORITIES.reduce((count, priority) => count + by[priority], 0);
}

/** How many alarms of the hazard are no piece of equipment's: of votes, interlocks, models. */
function Elsewhere({ count }: { count: number }) {
  const { say } = useSpeech();
  if (count <= 0) return null;
  return <p class="muted hazard-wind">{say("alarmsElsewhere", { count })}</p>;
}
