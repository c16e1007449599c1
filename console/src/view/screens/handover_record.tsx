/**
 * One handover: its page as it was frozen, what people say to it, and who signed. What changed
 * meanwhile is shown at once, but not beneath the hands of somebody who types.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { findOffer, SIGNS, type Offer } from "../../state/handover_acts";
import { findSignable, type Lists } from "../../state/handover_list";
import { draftHandover, linkToPage, type Handover, type Turn } from "../../wire/handovers";
import { formatInstant, formatNear } from "../../words/time";
import { useSpeech } from "../language";
import { sayTimes } from "./handover_list";
import { useRecord, type RecordReading } from "./handover_reading";
import { Remarks } from "./handover_remarks";
import { showHandover } from "./show_handover";
import { Sections } from "./handover_sections";
import { focusSignatures, Signing } from "./handover_signing";
import { TroubleLine } from "./handover_trouble";
import { TypedWords } from "./typed_words";

interface HandoverRecordProps {
  desk: Desk;
  id: string;
  /** Null where the lists know of none such. */
  turn: Turn | null;
  lists: Lists;
  edition: number | null;
  /** Something was done to it. */
  acted: () => void;
}

/** What the parts of a record have in common. */
export interface Part {
  desk: Desk;
  record: RecordReading;
  handover: Handover;
  offer: Offer;
  typed: TypedWords;
}

export function HandoverRecord({ desk, id, turn, lists, edition, acted }: HandoverRecordProps) {
  const { say } = useSpeech();
  const record = useRecord(id, edition, acted);
  const { handover, state } = record;
  const [typed] = useState(() => new TypedWords(`${desk.conversation.user ?? ""} ${id}`));
  const version = lists.lines.find((line) => line.id === id)?.version ?? 0;
  // What was read later than the list is no change.
  const changed = handover !== null && version > handover.version && !record.busy;
  // A form that is open counts as typing: nothing may move away from beneath a signature.
  const [opened, setOpened] = useState(0);
  const hands = typed.any || opened > 0;
  const appeared = handover === null && state === "absent" && version > 0;
  useEffect(() => {
    if ((changed && !hands) || appeared) record.again();
  }, [changed && !hands, appeared, version]);

  if (handover === null) {
    return (
      <div class="handover-record">
        {state === "absent" && turn && edition === null ? (
          <Undrafted desk={desk} record={record} turn={turn} signable={findSignable(lists, id)} />
        ) : (
          <p class="empty" role="status">
            {say(state === "loading" ? "loading" : state === "absent" ? "notThere" : "notLoaded")}{" "}
            {state === "failed" && (
              <button type="button" onClick={record.again}>
                {say("tryAgain")}
              </button>
            )}
          </p>
        )}
      </div>
    );
  }
  const offer = findOffer(handover, desk.conversation.scopes);
  const part: Part = { desk, record, handover, offer, typed };
  return (
    <div class="handover-record" data-testid="handover-record" data-version={handover.version}>
      <Head {...part} changed={changed} />
      <div class="handover-body">
        <div class="handover-page">
          <Heads handover={handover} />
          <section class="block">
            <h3>{say("sayToAll")}</h3>
            <Remarks {...part} section="" title={say("sayToAll")} />
          </section>
          <Sections {...part} />
          <Foot handover={handover} />
        </div>
        <Signing {...part} opened={(by) => setOpened((count) => count + by)} />
      </div>
    </div>
  );
}

interface UndraftedProps {
  desk: Desk;
  record: RecordReading;
  turn: Turn;
  signable: number | null;
}

function Undrafted({ desk, record, turn, signable }: UndraftedProps) {
  const { say, pick } = useSpeech();
  const may = desk.conversation.scopes.includes(SIGNS);
  const lost = desk.liveness === "lost";
  const draft = async () => {
    if (await record.act("draft", () => draftHandover(turn, null))) focusSignatures();
  };
  return (
    <section class="pane handover-undrafted" data-testid="undrafted">
      <h2>
        {say("handoverTitle")} · {pick(turn.name)} <span class="number">{sayTimes(turn)}</span>
      </h2>
      <p>{say("notDrafted")}</p>
      {signable !== null && desk.now < signable && (
        <p class="muted">{say("signableFrom", { time: formatNear(signable, desk.now) })}</p>
      )}
      <TroubleLine record={record} form="draft" />
      {lost && <p class="action-trouble">{say("handoverLost")}</p>}
      {may ? (
        <button
          type="button"
          class="button-primary"
          disabled={record.busy || lost}
          onClick={() => void draft()}
          data-testid="draft"
        >
          {say(record.busy ? "drafting" : "draft")}
        </button>
      ) : (
        <p class="muted">{say("notDraftedBy")}</p>
      )}
    </section>
  );
}

function Head({ desk, record, handover, changed }: Part & { changed: boolean }) {
  const { say, pick, named } = useSpeech();
  const drafted = handover.drafts[handover.shown - 1] ?? handover.drafted;
  const old = handover.shown !== handover.edition;
  const told = {
    edition: handover.shown,
    who: drafted.by,
    time: formatInstant(handover.at),
  };
  return (
    <header class="handover-head">
      <div class="handover-title">
        <h2>
          {say("handoverTitle")} · {pick(handover.name)}{" "}
          <span class="number">{sayTimes(handover)}</span>
        </h2>
        <span class="chip" data-testid="stage" data-stage={handover.stage}>
          {named("stage", handover.stage)}
        </span>
        <Editions desk={desk} handover={handover} />
        <a class="file-link" href={linkToPage(handover)} target="_blank" rel="noopener">
          {say("paperPage")}
        </a>
      </div>
      <p class="muted">{say("frozenAt", told)}</p>
      {handover.at < handover.to && !old && (
        <p>{say("notTheEnd", { time: formatNear(handover.to, desk.now) })}</p>
      )}
      {old && (
        <p class="chip chip-warning">
          {say("superseded", { edition: handover.edition })}{" "}
          <button type="button" class="link" onClick={() => showHandover(desk, handover.id)}>
            {say("showNewest")}
          </button>
        </p>
      )}
      <p class="handover-changed" role="status">
        {changed && !old && (
          <>
            {say("changedMeanwhile")}{" "}
            <button type="button" onClick={record.again} data-testid="show-change">
              {say("showChange")}
            </button>
          </>
        )}
        {record.state === "failed" && say("notLoaded")}
      </p>
    </header>
  );
}

/** Every edition there was; one has no choice. */
function Editions({ desk, handover }: { desk: Desk; handover: Handover }) {
  const { say } = useSpeech();
  if (handover.edition < 2) return null;
  return (
    <span class="handover-editions" role="group" aria-label={say("editions")}>
      {say("editions")}
      {handover.drafts.map((_, index) => {
        const edition = index + 1;
        const newest = edition === handover.edition;
        return (
          <button
            key={edition}
            type="button"
            class="report-choice"
            aria-pressed={edition === handover.shown}
            onClick={() => showHandover(desk, handover.id, newest ? null : edition)}
            data-testid={`edition-${edition}`}
          >
            {edition}
          </button>
        );
      })}
    </span>
  );
}

/** The few numbers that a reader sees first. */
function Heads({ handover }: { handover: Handover }) {
  const { pick } = useSpeech();
  return (
    <dl class="handover-heads">
      {handover.heads.map((head) => (
        <div key={head.label.zh}>
          <dt>{pick(head.label)}</dt>
          <dd>{head.number}</dd>
        </div>
      ))}
    </dl>
  );
}

/** By what anybody can find out later whether the journal was changed since. */
function Foot({ handover }: { handover: Handover }) {
  const { say } = useSpeech();
  if (handover.seq === 0) return null;
  return (
    <p class="muted handover-foot">
      {say("asOfRow", { seq: handover.seq, digest: handover.digest })}
    </p>
  );
}
