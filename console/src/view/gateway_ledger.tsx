/** What a gateway sent and what became of it: expected, missing, refused; read again every 5 s. */
import { useEffect, useState } from "preact/hooks";
import { sumRefused, tellGaps } from "../state/ledger";
import { readLedger, type Ledger } from "../wire/rest";
import { useSpeech } from "./language";
import { Fact } from "./fact";

const EVERY_MS = 5_000;

/** The ledger as it was last read; null before. */
export function useLedger(gateway: string): Ledger | "failed" | null {
  const [ledger, setLedger] = useState<Ledger | "failed" | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const read = () =>
      readLedger(gateway, abort.signal)
        .then(setLedger)
        .catch(() => {
          if (!abort.signal.aborted) setLedger("failed");
        });
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [gateway]);
  return ledger;
}

export function GatewayLedger({ gateway }: { gateway: string }) {
  const { say } = useSpeech();
  const ledger = useLedger(gateway);
  if (ledger === null) return null;
  return (
    <>
      <h3>{say("ledger")}</h3>
      {ledger === "failed" ? (
        <p class="muted">{say("notLoaded")}</p>
      ) : (
        <LedgerFacts ledger={ledger} />
      )}
    </>
  );
}

export function LedgerFacts({ ledger }: { ledger: Ledger }) {
  const { say, named } = useSpeech();
  return (
    <dl class="facts facts-pairs" data-testid="ledger">
      <Fact word={say("ledgerReceived")}>{ledger.counters["frames"] ?? 0}</Fact>
      <Fact word={say("ledgerExpected")}>{ledger.counters["expected"] ?? 0}</Fact>
      <Fact word={say("ledgerMissing")}>
        {ledger.counters["gaps"] ?? 0} {tellGaps(ledger.gaps)}
      </Fact>
      <Fact word={say("ledgerRepeated")}>{ledger.counters["repeated"] ?? 0}</Fact>
      <Fact word={say("ledgerLate")}>{ledger.counters["late"] ?? 0}</Fact>
      <Fact word={say("ledgerDuplicates")}>{ledger.counters["duplicates"] ?? 0}</Fact>
      <Fact word={say("ledgerRefused")}>
        {sumRefused(ledger.refused)}
        {Object.entries(ledger.refused).map(([reason, count]) => (
          <span key={reason} class="muted">
            {" "}
            {named("refusal", reason)} {count}
          </span>
        ))}
      </Fact>
    </dl>
  );
}
