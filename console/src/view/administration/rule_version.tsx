/** One rule version: why it was refused, or what it changed tag by tag. */
import { useEffect, useState } from "preact/hooks";
import { judgeChange, kindOf } from "../../state/rule_changes";
import {
  readRuleChanges,
  type RuleChange,
  type RuleChanges,
  type RuleVersion,
  type SettingValue,
} from "../../wire/administration";
import { Refusal } from "../../wire/rest";
import { formatInstant } from "../../words/time";
import type { Word } from "../../words/words";
import { useSpeech, type Speech } from "../language";

const COLUMNS: readonly Word[] = [
  "ruleSource",
  "ruleCondition",
  "ruleKey",
  "ruleBefore",
  "ruleAfter",
];

export function RuleVersionDetail({ version }: { version: RuleVersion }) {
  const { say } = useSpeech();
  return (
    <>
      <div class="pane-head">
        <h2>
          #{version.seq} · {formatInstant(version.at)}
        </h2>
      </div>
      {version.cause === "refused" ? (
        <div class="pane-body admin-fields" data-testid="rule-complaints">
          <p>{say("ruleStays", { hash: version.hash.slice(0, 12) })}</p>
          <h3>{say("ruleComplaints")}</h3>
          <ul class="admin-complaints">
            {version.complaints.map((complaint) => (
              <li key={complaint}>{complaint}</li>
            ))}
          </ul>
        </div>
      ) : (
        <Changes seq={version.seq} />
      )}
    </>
  );
}

function Changes({ seq }: { seq: number }) {
  const { say } = useSpeech();
  const [found, setFound] = useState<RuleChanges | Word>("loading");
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setFound("loading");
    readRuleChanges(seq, abort.signal)
      .then(setFound)
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const gone = error instanceof Refusal && error.status === 404;
        setFound(gone ? "ruleChangesUnknown" : "notLoaded");
      });
    return () => abort.abort();
  }, [seq, tries]);
  if (typeof found === "string") {
    return (
      <p class="empty" role="status">
        {say(found)}{" "}
        {found === "notLoaded" && (
          <button type="button" onClick={() => setTries(tries + 1)}>
            {say("tryAgain")}
          </button>
        )}
      </p>
    );
  }
  return <ChangeTable found={found} />;
}

function ChangeTable({ found }: { found: RuleChanges }) {
  const { say } = useSpeech();
  const { since, total, changes } = found;
  if (since === null) return <p class="empty">{say("ruleChangesFirst")}</p>;
  if (total === 0) return <p class="empty">{say("ruleChangesNone", { since })}</p>;
  return (
    <>
      <p class="admin-told">
        {say("ruleChangesSince", { since, total })}
        {total > changes.length && ` · ${say("ruleChangesCut", { count: changes.length })}`}
      </p>
      <div class="admin-rows" tabIndex={0} role="region" aria-label={say("adminPart_rules")}>
        <table class="admin-table" data-testid="rule-changes">
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
            {changes.map((change) => (
              <ChangeRow
                key={`${change.source}:${change.condition}:${change.key}`}
                change={change}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ChangeRow({ change }: { change: RuleChange }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const { source, condition, key, before, after } = change;
  const kind = judgeChange(change);
  const whole = key === "" || key === "limit";
  const word = kind === "added" ? "ruleAdded" : kind === "removed" ? "ruleRemoved" : "ruleChanged";
  const what = key === "" ? say(word) : named("ruleKey", key);
  return (
    <tr data-kind={kind}>
      <td class="admin-cell" title={source}>
        {source}
      </td>
      <td>{condition}</td>
      <td>
        {what}
        {whole && key !== "" && kind !== "changed" && ` · ${say(word)}`}
      </td>
      <td class="admin-number">{key === "" ? "" : sayValue(speech, key, before)}</td>
      <td class="admin-number">{key === "" ? "" : sayValue(speech, key, after)}</td>
    </tr>
  );
}

function sayValue({ say, named }: Speech, key: string, value: SettingValue): string {
  switch (kindOf(key, value)) {
    case "none":
      return "—";
    case "bool":
      return say(value === true ? "ruleYes" : "ruleNo");
    case "ms":
      return say("ruleSeconds", { seconds: Number(value) / 1000 });
    case "plain":
      return key === "priority" ? named("priority", String(value)) : String(value);
  }
}
