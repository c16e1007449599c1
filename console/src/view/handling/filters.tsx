/** Above the board: how much is open and overdue, and what is asked for. */
import type { Desk } from "../../desk";
import {
  isPartial,
  type Figures,
  type HandlingFilter,
  type Onlooker,
} from "../../state/handling_board";
import type { Priority } from "../../wire/frames";
import { WAITED } from "../../wire/handling";
import type { Park } from "../../wire/plant";
import { Badge } from "../badge";
import { useSpeech } from "../language";
import { saySide } from "./telling";

/** Of other priorities there are no records. */
const PRIORITIES: readonly Priority[] = ["critical", "high"];

interface FiltersProps {
  desk: Desk;
  park: Park;
  figures: Figures | null;
  filter: HandlingFilter;
  onlooker: Onlooker;
  /** Changes what is asked for. */
  ask: (change: Partial<HandlingFilter>) => void;
}

export function Filters({ desk, park, figures, filter, onlooker, ask }: FiltersProps) {
  const { say } = useSpeech();
  return (
    <div class="board-head">
      <FiguresLine figures={figures} filter={filter} ask={ask} />
      <div class="board-filters" role="group" aria-label={say("handlingFilter")}>
        <Places desk={desk} park={park} filter={filter} ask={ask} />
        <Toggles filter={filter} onlooker={onlooker} ask={ask} />
        {isPartial(filter) && (
          <button type="button" onClick={() => ask(NOTHING)} data-testid="handling-clear">
            {say("clearFilter")}
          </button>
        )}
      </div>
    </div>
  );
}

const NOTHING: HandlingFilter = {
  enterprise: null,
  hazard: null,
  priority: null,
  overdue: false,
  ours: false,
  mine: false,
};

type AskProps = Pick<FiltersProps, "filter" | "ask">;

function FiguresLine({ figures, filter, ask }: AskProps & { figures: Figures | null }) {
  const { say, named } = useSpeech();
  if (!figures) return null;
  return (
    <div class="board-figures" data-testid="handling-figures">
      <span class="count-figure" data-testid="figure-open">
        {say("handlingOpen")} <strong>{figures.open}</strong>
      </span>
      <button
        type="button"
        class={`figure-overdue ${figures.overdue > 0 ? "figure-overdue-some" : ""}`}
        aria-pressed={filter.overdue}
        onClick={() => ask({ overdue: !filter.overdue })}
        data-testid="figure-overdue"
      >
        {say("handlingOverdue")} <strong>{figures.overdue}</strong>
      </button>
      <span class="count-line" />
      {WAITED.map((step) => (
        <span key={step} class="figure-step" data-testid={`figure-${step}`}>
          {named("handlingColumn", step)} <strong>{figures.by[step]}</strong>
        </span>
      ))}
      {figures.drills > 0 && (
        <span class="chip chip-stale" data-testid="figure-drills">
          {say("handlingDrills")} {figures.drills}
        </span>
      )}
    </div>
  );
}

function Places({ desk, park, filter, ask }: AskProps & Pick<FiltersProps, "desk" | "park">) {
  const { say, name } = useSpeech();
  const hazards = [...park.hazards.values()].filter(
    ({ enterprise }) => filter.enterprise === null || enterprise === filter.enterprise,
  );
  return (
    <>
      {!desk.ownOnly && (
        <select
          value={filter.enterprise ?? ""}
          aria-label={say("enterprise")}
          onChange={(event) =>
            ask({ enterprise: event.currentTarget.value || null, hazard: null })
          }
          data-testid="filter-enterprise"
        >
          <option value="">{say("handlingAllEnterprises")}</option>
          {[...park.enterprises.values()].map((one) => (
            <option key={one.id} value={one.id}>
              {name(one)}
            </option>
          ))}
        </select>
      )}
      <select
        value={filter.hazard ?? ""}
        aria-label={say("hazard")}
        onChange={(event) => ask({ hazard: event.currentTarget.value || null })}
        data-testid="filter-hazard"
      >
        <option value="">{say("handlingAllHazards")}</option>
        {hazards.map((one) => (
          <option key={one.id} value={one.id}>
            {name(one)}
          </option>
        ))}
      </select>
    </>
  );
}

function Toggles({ filter, onlooker, ask }: AskProps & Pick<FiltersProps, "onlooker">) {
  const speech = useSpeech();
  const { say } = speech;
  return (
    <>
      {PRIORITIES.map((priority) => (
        <button
          key={priority}
          type="button"
          class="filter-priority"
          aria-pressed={filter.priority === priority}
          onClick={() =>
            ask({ priority: filter.priority === priority ? null : priority })
          }
          data-testid={`filter-${priority}`}
        >
          <Badge priority={priority} />
        </button>
      ))}
      <button
        type="button"
        aria-pressed={filter.ours}
        onClick={() => ask({ ours: !filter.ours })}
        data-testid="filter-ours"
      >
        {say("handlingOurs", { side: saySide(speech, onlooker.side) })}
      </button>
      <button
        type="button"
        aria-pressed={filter.mine}
        onClick={() => ask({ mine: !filter.mine })}
        data-testid="filter-mine"
      >
        {say("handlingMine")}
      </button>
    </>
  );
}
