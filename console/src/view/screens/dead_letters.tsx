/**
 * What was refused of a gateway (拒收数据), newest first, page by page: why, what to do about it, and
 * the payload for whoever wants to see it. Offering it again is `offer_again.tsx`.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { PAYLOAD_CHARACTERS, readDeadLetters, type DeadLetter } from "../../wire/gateways";
import { Refusal } from "../../wire/rest";
import { formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { OfferAgain } from "./offer_again";

const PAGE_SIZE = 50;

/** The server's names of reasons, what is met most first. */
export const REASONS = [
  "unknown_tag",
  "unparsable",
  "not_a_number",
  "bad_unit",
  "bad_time",
  "wrong_topic",
  "unknown_gateway",
  "unsupported",
  "checksum",
  "too_large",
  "simulated",
] as const;

interface Letters {
  rows: readonly DeadLetter[];
  next: string | null;
  state: "loading" | "ready" | "failed";
}

const NOTHING: Letters = { rows: [], next: null, state: "loading" };

/** Pages of letters; `more` reads the next one, `again` begins anew. */
function useLetters(gateway: string, reason: string): [Letters, () => void, () => void] {
  const [letters, setLetters] = useState<Letters>(NOTHING);
  const [wanted, setWanted] = useState({ reason, cursor: null as string | null });
  const cursor = wanted.reason === reason ? wanted.cursor : null;
  useEffect(() => {
    const abort = new AbortController();
    if (cursor === null) setLetters(NOTHING);
    readDeadLetters(gateway, { reason, cursor, limit: PAGE_SIZE }, abort.signal)
      .then(({ items, next }) =>
        setLetters((before) => ({ rows: [...before.rows, ...items], next, state: "ready" })),
      )
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        // Of a gateway that the plant has not there is nothing where nothing was refused.
        const none = error instanceof Refusal && error.status === 404;
        setLetters((before) => ({ ...before, state: none ? "ready" : "failed" }));
      });
    return () => abort.abort();
  }, [gateway, reason, wanted]);
  const more = () => setWanted({ reason, cursor: letters.next });
  const again = () => setWanted({ reason, cursor: null });
  return [letters, more, again];
}

interface DeadLettersProps {
  desk: Desk;
  gateway: string;
  /** Whether no gateway of the plant is called so; nothing of it can be offered again. */
  stranger?: boolean;
}

export function DeadLetters({ desk, gateway, stranger = false }: DeadLettersProps) {
  const { say, named } = useSpeech();
  const [reason, setReason] = useState("");
  const [{ rows, next, state }, more, again] = useLetters(gateway, reason);
  return (
    <section data-testid="dead-letters">
      <div class="section-head">
        <h3>{say("deadLetters")}</h3>
        <label>
          {say("letterReason")}{" "}
          <select
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="letter-reason"
          >
            <option value="">{say("allReasons")}</option>
            {REASONS.map((one) => (
              <option key={one} value={one}>
                {named("refusal", one)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={again} disabled={state === "loading"}>
          {say("readAgain")}
        </button>
      </div>
      {!stranger && <OfferAgain desk={desk} gateway={gateway} reason={reason} done={again} />}
      <ul class="letters">
        {rows.map((letter) => (
          <Letter key={letter.number} desk={desk} letter={letter} />
        ))}
      </ul>
      {state === "ready" && rows.length === 0 && (
        <p class="muted">{say(reason === "" ? "noLetters" : "noLettersOfReason")}</p>
      )}
      {state === "loading" && (
        <p class="muted" role="status">
          {say("loading")}
        </p>
      )}
      {state === "failed" && (
        <p>
          {say("notLoaded")}{" "}
          <button type="button" onClick={again}>
            {say("tryAgain")}
          </button>
        </p>
      )}
      {state === "ready" && next !== null && (
        <button type="button" class="more" onClick={more} data-testid="more-letters">
          {say("more")}
        </button>
      )}
    </section>
  );
}

function Letter({ desk, letter }: { desk: Desk; letter: DeadLetter }) {
  const { say, named } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <li class="letter" data-testid="letter" data-reason={letter.reason}>
      <div class="letter-line">
        <span class="chip chip-warning">{named("refusal", letter.reason)}</span>
        {letter.tag && <b class="breakable">{letter.tag}</b>}
        <span class="breakable">{letter.detail}</span>
        <span class="letter-time">{formatNear(letter.received, desk.now)}</span>
      </div>
      <p class="letter-remedy">{useRemedy(letter.reason)}</p>
      <div class="letter-line muted">
        <span>{say("letterTopic")}</span>
        <code class="breakable">{letter.topic || "—"}</code>
        <button
          type="button"
          class="button-small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          data-testid="letter-open"
        >
          {say(open ? "letterClose" : "letterOpen")}
        </button>
      </div>
      {open && <Payload text={letter.payload} />}
    </li>
  );
}

function Payload({ text }: { text: string }) {
  const { say } = useSpeech();
  if (text === "") return <p class="muted">{say("letterEmpty")}</p>;
  return (
    <>
      <pre class="payload" tabIndex={0} aria-label={say("letterPayload")} data-testid="payload">
        {text}
      </pre>
      {[...text].length >= PAYLOAD_CHARACTERS && (
        <p class="muted">{say("letterCut", { count: PAYLOAD_CHARACTERS })}</p>
      )}
    </>
  );
}

/** What to do about a reason; one that is new to this page is the platform's business. */
export function useRemedy(reason: string): string {
  const { say, named } = useSpeech();
  return REASONS.some((known) => known === reason) ? named("remedy", reason) : say("remedy_other");
}
