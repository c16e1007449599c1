/** How long each stage of a raise took, from the sensor to this screen: number and bar. */
import type { Desk } from "../desk";
import { measureStages, type Stage } from "../state/stages";
import type { AlarmRow } from "../wire/frames";
import type { AlarmWhy } from "../wire/why";
import { useSpeech } from "./language";

export function Stages({ desk, alarm, why }: { desk: Desk; alarm: AlarmRow; why: AlarmWhy }) {
  const { say } = useSpeech();
  const painted = desk.paints.find(alarm);
  const suspect = alarm.marks.includes("clock_suspect");
  const { stages, totalMs } = measureStages(why.times, painted, suspect);
  const delay = why.settings.find(({ name }) => name === "on_delay")?.value;
  return (
    <>
      <h4>{say("stages")}</h4>
      <ol class="stages" data-testid="stages">
        {stages.map((stage) => (
          <StageLine key={stage.name} stage={stage} />
        ))}
        <li class="stage-total">
          <span>{say("stageTotal")}</span>
          <b class="number">{formatMs(totalMs) ?? say("stageUnknown")}</b>
        </li>
      </ol>
      {suspect && (
        <p class="why-warning" data-testid="stage-suspect">
          {say("stageSuspect")}
        </p>
      )}
      {typeof delay === "number" && delay > 0 && (
        <p class="muted">{say("whyDelayWithin", { seconds: delay })}</p>
      )}
      {why.times.pushed === null && <p class="muted">{say("stageRestarted")}</p>}
      {painted === null && <p class="muted">{say("stageUnseen")}</p>}
    </>
  );
}

function StageLine({ stage }: { stage: Stage }) {
  const { named, say } = useSpeech();
  const { bar } = stage;
  return (
    <li class={stage.suspect ? "stage-suspect" : ""} data-stage={stage.name}>
      <span>{named("stage", stage.name)}</span>
      <b class="number">
        {stage.suspect && "⚠ "}
        {formatMs(stage.ms) ?? say("stageUnknown")}
      </b>
      <svg class="stage-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {bar && (
          <rect x={100 * bar.from} y="1" width={Math.max(0.8, 100 * bar.width)} height="6" />
        )}
      </svg>
    </li>
  );
}

/** `12 ms`, from ten seconds on `12.3 s`; null where there is no number. */
function formatMs(ms: number | null): string | null {
  if (ms === null) return null;
  return Math.abs(ms) < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
