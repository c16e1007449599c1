/** Names that a gateway uses and the plant directory does not know, for the engineer to adopt. */
import { useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { readUnknownTags, type UnknownTag } from "../../wire/gateways";
import { formatNumber } from "../../words/number";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { Unread } from "./gateway_tags";
import { useReadAgain } from "./reading_again";

const EVERY_MS = 10_000;

/** Rows that are shown before somebody asks for all. */
const FIRST_ROWS = 20;

/** Nothing says how exact a value is whose tag nobody knows. */
const DECIMALS = 3;

export function UnknownTags({ desk, gateway }: { desk: Desk; gateway: string }) {
  const { say } = useSpeech();
  const { value, failed, again } = useReadAgain(gateway, () => readUnknownTags(gateway), EVERY_MS);
  return (
    <section data-testid="unknown-tags">
      <div class="section-head">
        <h3>{say("unknownTags")}</h3>
        {value && value.length > 0 && <b>{value.length}</b>}
      </div>
      {value === null && <Unread failed={failed} again={again} />}
      {value?.length === 0 && <p class="muted">{say("noUnknownTags")}</p>}
      {value && value.length > 0 && (
        <>
          <p class="muted">{say("unknownTagsNote")}</p>
          <NameTable desk={desk} names={value} />
        </>
      )}
    </section>
  );
}

function NameTable({ desk, names }: { desk: Desk; names: readonly UnknownTag[] }) {
  const { say } = useSpeech();
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, FIRST_ROWS);
  return (
    <>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{say("columnName")}</th>
            <th scope="col" class="number">
              {say("columnTimes")}
            </th>
            <th scope="col" class="number">
              {say("columnValue")}
            </th>
            <th scope="col">{say("columnFirst")}</th>
            <th scope="col">{say("columnLast")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <tr key={line.tag} data-testid="unknown-tag">
              <td class="breakable">{line.tag}</td>
              <td class="number">{line.count}</td>
              <td class="number">{formatNumber(line.value, DECIMALS)}</td>
              <td>{formatNear(line.first, desk.now)}</td>
              <td>{formatNear(line.last, desk.now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < names.length && (
        <button type="button" class="more" onClick={() => setAll(true)} data-testid="all-names">
          {say("showAllRows", { count: names.length })}
        </button>
      )}
    </>
  );
}
