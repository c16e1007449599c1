/** How the platform itself does: every check by shape and word, versions, and the figures. */
import type { Desk } from "../../desk";
import { writeFigure } from "../../state/rule_changes";
import { readHealth, type HealthCheck, type PlatformHealth } from "../../wire/administration";
import { useSpeech } from "../language";
import { Outdated } from "./outdated";
import { useReading } from "./use_reading";

const EVERY_MS = 5_000;

export function HealthPart({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [reading, again] = useReading(desk, EVERY_MS, readHealth);
  const health = reading.what;
  if (health === null) return <Outdated reading={reading} again={again} />;
  return (
    <div class={`admin-health ${reading.failed ? "admin-health-old" : ""}`} data-testid="health">
      <section class="pane">
        <Outdated reading={reading} again={again} />
        <p class={health.ready ? "admin-ready" : "admin-ready admin-not-ready"} role="status">
          <span aria-hidden="true">{health.ready ? "✓" : "✗"}</span>{" "}
          {say(health.ready ? "healthReady" : "healthNotReady")}
        </p>
        <div class="pane-head">
          <h2>{say("healthChecks")}</h2>
        </div>
        <div class="admin-rows">
          <table class="admin-table">
            <tbody>
              {health.checks.map((check) => (
                <CheckRow key={check.name} check={check} />
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="pane">
        <div class="pane-head">
          <h2>{say("healthFigures")}</h2>
        </div>
        <Figures health={health} />
      </section>
    </div>
  );
}

function CheckRow({ check }: { check: HealthCheck }) {
  const { say, named, part } = useSpeech();
  const { name, ok, vital, detail } = check;
  const word = ok ? "healthOk" : vital ? "healthFailed" : "healthWaits";
  return (
    <tr data-testid={`check-${name}`} data-ok={ok}>
      <th scope="row" class="admin-check">
        {named("healthCheck", name)}
      </th>
      <td class={ok ? "admin-number" : "admin-number admin-outcome-failed"}>
        <span aria-hidden="true">{ok ? "✓" : vital ? "✗" : "!"}</span> {say(word)}
      </td>
      <td class="muted">{vital && say("healthVital")}</td>
      <td class="admin-detail">{part(detail)}</td>
    </tr>
  );
}

function Figures({ health }: { health: PlatformHealth }) {
  const { say, named } = useSpeech();
  const plant = { hash: health.plant_hash.slice(0, 12), tags: health.tags };
  return (
    <div class="admin-rows" tabIndex={0} role="region" aria-label={say("healthFigures")}>
      <table class="admin-table">
        <tbody>
          <FigureRow name={say("healthVersion")} value={health.version} />
          <FigureRow name={say("healthPlant")} value={say("healthPlantTold", plant)} />
          <FigureRow name={say("healthLag")} value={`${health.lag_ms.toFixed(1)} ms`} />
          {health.figures.map(({ name, value, total }) => (
            <FigureRow
              key={name}
              name={named("healthFigure", name)}
              value={
                name === "reserve_whole"
                  ? say(value > 0 ? "ruleYes" : "ruleNo")
                  : writeFigure(name, value)
              }
              note={total ? say("healthSince") : ""}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FigureRow({ name, value, note = "" }: { name: string; value: string; note?: string }) {
  return (
    <tr>
      <th scope="row" class="admin-check">
        {name}
      </th>
      <td class="admin-number admin-value">{value}</td>
      <td class="muted">{note}</td>
    </tr>
  );
}
