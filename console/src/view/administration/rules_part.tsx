/**
 * Rule versions (规则版本): which plant directory was in force since when, and what each changed. Which
 * one is looked at stands in the address (`?version=`).
 */
import type { Desk } from "../../desk";
import { readRuleVersions, type RuleVersion } from "../../wire/administration";
import { formatInstant } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { Outdated } from "./outdated";
import { RuleVersionDetail } from "./rule_version";
import { useReading } from "./use_reading";

const EVERY_MS = 10_000;

const COLUMNS: readonly Word[] = [
  "ruleVersionAt",
  "ruleVersionCause",
  "ruleVersionHash",
  "ruleVersionTags",
  "ruleVersionBy",
];

const SHAPES: Readonly<Record<RuleVersion["cause"], string>> = {
  start: "▶",
  reload: "↻",
  refused: "⊘",
};

export function RulesPart({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [reading, again] = useReading(desk, EVERY_MS, readRuleVersions);
  const versions = reading.what;
  if (versions === null) return <Outdated reading={reading} again={again} />;
  const asked = Number(desk.address.query.get("version")?.[0]);
  const chosen = versions.find(({ seq }) => seq === asked) ?? null;
  return (
    <div class="admin-people">
      <section class="pane admin-list">
        <Outdated reading={reading} again={again} />
        <div class="admin-rows">
          <table class="admin-table admin-choosing">
            <thead>
              <tr>
                {COLUMNS.map((word) => (
                  <th key={word} scope="col">
                    {say(word)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {versions.map((version) => (
                <VersionRow
                  key={version.seq}
                  desk={desk}
                  version={version}
                  chosen={version === chosen}
                />
              ))}
            </tbody>
          </table>
          {versions.length === 0 && <p class="empty">{say("ruleVersionNone")}</p>}
        </div>
      </section>
      <section class="pane admin-beside">
        {chosen ? (
          <RuleVersionDetail key={chosen.seq} version={chosen} />
        ) : (
          <p class="empty">{say("ruleVersionChoose")}</p>
        )}
      </section>
    </div>
  );
}

interface RowProps {
  desk: Desk;
  version: RuleVersion;
  chosen: boolean;
}

function VersionRow({ desk, version, chosen }: RowProps) {
  const { say, named } = useSpeech();
  const choose = () => desk.show({ part: ["rules"], version: [String(version.seq)] });
  return (
    <tr
      class={chosen ? "admin-chosen" : ""}
      aria-current={chosen}
      onClick={choose}
      data-testid="rule-version"
      data-cause={version.cause}
    >
      <td class="admin-number">
        <button type="button" class="admin-name" onClick={choose}>
          {formatInstant(version.at)}
        </button>
      </td>
      <td class="admin-cell">
        <span aria-hidden="true">{SHAPES[version.cause]}</span> {named("ruleCause", version.cause)}{" "}
        {version.in_force && <span class="chip">{say("ruleVersionInForce")}</span>}
      </td>
      <td class="admin-number" title={version.hash}>
        {version.cause === "refused" ? "—" : version.hash.slice(0, 12)}
      </td>
      <td class="admin-number">{version.tags}</td>
      <td class="admin-cell">{version.by}</td>
    </tr>
  );
}
