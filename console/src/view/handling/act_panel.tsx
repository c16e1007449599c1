/**
 * At the foot of a record: exactly what this person may do to it as it stands, and the form of what
 * he is about to do. The form grows upward, so that no field moves under the hands of who writes.
 */
import type { Desk } from "../../desk";
import {
  findMain,
  findOffer,
  groupActs,
  isBare,
  listActs,
  nameOffer,
} from "../../state/handling_acts";
import type { HandlingView, Offer } from "../../wire/handling";
import { useSpeech } from "../language";
import { ActForm } from "./act_form";
import { sayAct, sayOutcome, sayPlainAct, sayRefusal, saySide } from "./telling";

export function ActPanel({ desk, view }: { desk: Desk; view: HandlingView }) {
  const { say } = useSpeech();
  const work = desk.handling;
  const { record } = view;
  const form = work.form?.record === record.id ? work.form : null;
  const acts = listActs(view.offers);
  if (!desk.conversation.scopes.includes("handle")) {
    return <p class="act-panel muted">{say("handlingReadOnly")}</p>;
  }
  return (
    <div class="act-panel">
      {desk.liveness === "lost" && <p class="action-trouble">{say("noActions")}</p>}
      {form ? (
        <ActForm
          key={form.offer}
          desk={desk}
          view={view}
          form={form}
          offer={findOffer(view.offers, form.offer)}
        />
      ) : (
        <Acts desk={desk} view={view} acts={acts} />
      )}
    </div>
  );
}

interface ActsProps {
  desk: Desk;
  view: HandlingView;
  acts: readonly Offer[];
}

function Acts({ desk, view, acts }: ActsProps) {
  const speech = useSpeech();
  const { record, offers } = view;
  const main = findMain(record, offers);
  const side = desk.ownOnly ? "enterprise" : "park";
  const hindered = acts.find(({ hindrance }) => hindrance !== null);
  if (acts.length === 0) return <p class="muted">{speech.say("handlingNoAct")}</p>;
  return (
    <>
      {acts.map((offer) => (
        <Trouble key={nameOffer(offer)} desk={desk} record={record.id} offer={offer} />
      ))}
      {hindered?.hindrance && (
        <p class="muted" data-testid="act-hindrance">
          {sayAct(speech, record, hindered)}: {sayRefusal(speech, hindered.hindrance)}
        </p>
      )}
      {groupActs(acts, main).map(({ behalf, offers: group }) => (
        <div
          key={String(behalf)}
          class="act-buttons"
          role="group"
          aria-label={behalf ? speech.say("handlingOnWord") : saySide(speech, side)}
        >
          {behalf && <span class="muted">{speech.say("handlingOnWord")}</span>}
          {group.map((offer) => (
            <ActButton
              key={nameOffer(offer)}
              desk={desk}
              view={view}
              offer={offer}
              main={offer === main}
            />
          ))}
        </div>
      ))}
    </>
  );
}

/** A signature has no form: what became of it is said above the buttons. */
function Trouble({ desk, record, offer }: { desk: Desk; record: number; offer: Offer }) {
  const speech = useSpeech();
  if (!isBare(offer)) return null;
  const told = sayOutcome(speech, desk.handling.outcomeOf(record, nameOffer(offer)), true);
  if (!told) return null;
  return (
    <p class="action-trouble" role="alert" data-testid="act-notice">
      {told}
    </p>
  );
}

interface ActButtonProps {
  desk: Desk;
  view: HandlingView;
  offer: Offer;
  main: boolean;
}

function ActButton({ desk, view, offer, main }: ActButtonProps) {
  const speech = useSpeech();
  const work = desk.handling;
  const { record } = view;
  const sending = work.outcomeOf(record.id, nameOffer(offer))?.kind === "sending";
  const press = () => {
    if (isBare(offer)) void work.send(record, offer, record.version);
    else work.open(record, offer);
  };
  return (
    <button
      type="button"
      class={main ? "button-primary" : ""}
      disabled={work.isBusy(record) || offer.hindrance !== null}
      onClick={press}
      data-testid={`act-${nameOffer(offer)}`}
    >
      {sending ? speech.say("handlingSending") : sayPlainAct(speech, record, offer)}
    </button>
  );
}
