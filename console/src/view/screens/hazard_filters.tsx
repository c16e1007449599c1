/** Above the list of hazards: how many there are, what is looked for, whose and of which level. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../../desk";
import { LEVELS, type HazardFilter, type HazardLine } from "../../state/hazard_list";
import type { Park } from "../../wire/plant";
import { isForScreen } from "../keys";
import { useSpeech } from "../language";
import { wordForLevel } from "../hazard_level";

interface FiltersProps {
  desk: Desk;
  park: Park;
  lines: readonly HazardLine[];
  /** How many are in the list. */
  shown: number;
  filter: HazardFilter;
  ask: (change: Partial<HazardFilter>) => void;
}

export function HazardFilters({ desk, park, lines, shown, filter, ask }: FiltersProps) {
  const { say, name } = useSpeech();
  const search = useSearchKey(desk);
  const alarmed = lines.filter(({ worst }) => worst !== null).length;
  const partial = shown < lines.length;
  return (
    <div class="pane-head" role="group" aria-label={say("hazardFilter")}>
      <h2>{say("hazards")}</h2>
      <span class="muted" data-testid="hazard-count">
        {say("hazardsCount", { count: lines.length, alarmed })}
        {partial && ` · ${say("hazardsShown", { shown, count: lines.length })}`}
      </span>
      <input
        ref={search}
        type="search"
        class="hazard-search"
        aria-label={say("hazardSearch")}
        placeholder={say("hazardSearch")}
        value={filter.text}
        onInput={(event) => ask({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "Enter") focusFirst();
        }}
        data-testid="hazard-search"
      />
      <select
        aria-label={say("enterprise")}
        value={filter.enterprise ?? ""}
        onChange={(event) => ask({ enterprise: event.currentTarget.value || null })}
        data-testid="hazard-enterprise"
      >
        <option value="">{say("allEnterprises")}</option>
        {[...park.enterprises.values()].map((enterprise) => (
          <option key={enterprise.id} value={enterprise.id}>
            {name(enterprise)}
          </option>
        ))}
      </select>
      <select
        aria-label={say("hazardColumn_level")}
        value={filter.level ?? ""}
        onChange={(event) => ask({ level: event.currentTarget.value || null })}
        data-testid="hazard-level"
      >
        <option value="">{say("allLevels")}</option>
        {LEVELS.map((level) => (
          <option key={level} value={level}>
            {say(wordForLevel({ level: Number(level) || null }))}
          </option>
        ))}
      </select>
      {partial && (
        <button
          type="button"
          class="button-quiet"
          onClick={() => ask({ text: "", enterprise: null, level: null })}
          data-testid="hazard-clear"
        >
          × {say("clearFilter")}
        </button>
      )}
    </div>
  );
}

/** From what was typed on to the first that was found. */
function focusFirst(): void {
  document.querySelector<HTMLElement>(".hazard-rows .hazard-title")?.focus();
}

/** `/` goes to the field in which one types what is looked for. */
function useSearchKey(desk: Desk) {
  const search = useRef<HTMLInputElement>(null);
  // With the list, not after it: a key must find what it is for.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "/" || !isForScreen(desk, "hazards", event)) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [desk]);
  return search;
}
