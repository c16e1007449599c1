/** How a gateway's link does, section by section: facts, ledger, what was refused, its tags. */
import type { Desk } from "../../desk";
import type { Gap } from "../../state/ledger";
import type { Gateway, Park } from "../../wire/plant";
import type { Ledger } from "../../wire/rest";
import { formatNumber } from "../../words/number";
import { Fact } from "../fact";
import { LedgerFacts, useLedger } from "../gateway_ledger";
import { useSpeech, type Speech } from "../language";
import { DeadLetters } from "./dead_letters";
import { useLine } from "./gateway_head";
import { Link, Seen } from "./gateway_row";
import { GatewayTags } from "./gateway_tags";
import { saySkew } from "./skew";
import { UnknownTags } from "./unknown_tags";

interface GatewayLinkProps {
  desk: Desk;
  park: Park;
  gateway: Gateway;
}

export function GatewayLink({ desk, park, gateway }: GatewayLinkProps) {
  const { say } = useSpeech();
  return (
    <>
      <section>
        <h3>{say("linkFacts")}</h3>
        <LinkFacts desk={desk} gateway={gateway} />
      </section>
      <section>
        <h3>{say("ledger")}</h3>
        <GapLedger gateway={gateway.id} />
      </section>
      <DeadLetters desk={desk} gateway={gateway.id} />
      <UnknownTags desk={desk} gateway={gateway.id} />
      <GatewayTags desk={desk} park={park} gateway={gateway} />
    </>
  );
}

function LinkFacts({ desk, gateway }: { desk: Desk; gateway: Gateway }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const line = useLine(desk, gateway);
  const rate = formatNumber(line.row.rate, 1);
  return (
    <dl class="facts gateway-facts" data-testid="link-facts">
      <Fact word={say("column_link")}>
        <Link line={line} />
      </Fact>
      <Fact word={say("column_seen")}>
        <span class="seen-line">
          <Seen desk={desk} line={line} />
        </span>
      </Fact>
      <Fact word={say("factRate")}>{say("readingsPerSecond", { rate })}</Fact>
      <Fact word={say("factClock")}>
        {sayClock(speech, gateway, line.row.skew_ms, line.clockOff)}
      </Fact>
      <Fact word={say("factFormat")}>{named("format", gateway.format)}</Fact>
      <Fact word={say("factReport")}>{named("report", gateway.report)}</Fact>
      <Fact word={say("factUnits")}>
        {say(gateway.units === "convert" ? "unitsConvert" : "unitsRefuse")}
      </Fact>
      {gateway.missing.length > 0 && (
        <Fact word={say("factMissingCodes")}>{gateway.missing.join(", ")}</Fact>
      )}
      <Fact word={say("factTopic")}>
        <code>{gateway.topics.data || "—"}</code>
      </Fact>
      {line.alarms.length === 0 && <Fact word={say("factAlarms")}>{say("noneStanding")}</Fact>}
    </dl>
  );
}

function sayClock(speech: Speech, gateway: Gateway, skewMs: number | null, off: boolean): string {
  if (skewMs === null) return speech.say("clockUnknown");
  const tolerance = gateway.clock_tolerance_ms / 1000;
  return speech.say(off ? "clockBeyond" : "clockWithin", {
    skew: saySkew(speech, skewMs),
    tolerance,
  });
}

function GapLedger({ gateway }: { gateway: string }) {
  const { say } = useSpeech();
  const ledger = useLedger(gateway);
  if (ledger === null) return <p class="muted">{say("loading")}</p>;
  if (ledger === "failed") return <p class="muted">{say("notLoaded")}</p>;
  return (
    <>
      <LedgerFacts ledger={ledger} />
      <Numbers ledger={ledger} />
      {ledger.gaps.length > 0 && <Gaps gaps={ledger.gaps} />}
    </>
  );
}

function Numbers({ ledger: { newest, acknowledged } }: { ledger: Ledger }) {
  const { say } = useSpeech();
  if (newest === null) return null;
  return (
    <dl class="facts facts-pairs">
      <Fact word={say("ledgerNewest")}>{newest.seq}</Fact>
      <Fact word={say("ledgerAcknowledged")}>
        {acknowledged?.boot === newest.boot ? acknowledged.seq : "—"}
      </Fact>
    </dl>
  );
}

function Gaps({ gaps }: { gaps: readonly Gap[] }) {
  const { say } = useSpeech();
  return (
    <details class="gateway-gaps" data-testid="gaps">
      <summary>{say("allGaps", { count: gaps.length })}</summary>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{say("gapBoot")}</th>
            <th scope="col" class="number">
              {say("gapFirst")}
            </th>
            <th scope="col" class="number">
              {say("gapLast")}
            </th>
            <th scope="col" class="number">
              {say("gapCount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {gaps.map(({ boot, first, last }) => (
            <tr key={`${boot} ${first}`}>
              <td class="breakable">{boot || "—"}</td>
              <td class="number">{first}</td>
              <td class="number">{last}</td>
              <td class="number">{last - first + 1}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
