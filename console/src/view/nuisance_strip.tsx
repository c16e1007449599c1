/** Above the list: how many of its alarms are a nuisance of which kind, each to be asked for alone. */
import type { Desk } from "../desk";
import { toggleNuisance } from "../state/filter";
import { useSpeech } from "./language";

export function NuisanceStrip({ desk }: { desk: Desk }) {
  const { say, named } = useSpeech();
  const counts = desk.board.nuisances;
  // One that is asked for stays, or nobody could let go of it.
  const kinds = [...new Set([...counts.keys(), ...desk.overview.filter.nuisances])];
  if (kinds.length === 0) return null;
  return (
    <div class="nuisance-strip" role="group" aria-label={say("nuisances")} data-testid="nuisances">
      <span class="muted">{say("nuisances")}</span>
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={desk.overview.filter.nuisances.has(kind)}
          onClick={() => desk.overview.ask(toggleNuisance(desk.overview.filter, kind))}
          data-testid={`nuisances-${kind}`}
        >
          {named("nuisance", kind)} <strong>{counts.get(kind) ?? 0}</strong>
        </button>
      ))}
    </div>
  );
}
