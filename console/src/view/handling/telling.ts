/** Records, their entries and offers in words: what the card, the record and its forms say alike. */
import type { Outcome } from "../../handling_work";
import { isRepeated } from "../../state/handling_acts";
import type { HandlingEntry, HandlingRow, Offer, Side } from "../../wire/handling";
import type { Park } from "../../wire/plant";
import type { Word } from "../../words/words";
import type { Speech } from "../language";

/** A hazard or an enterprise by its name; one that has left the plant by its id. */
export function nameHazard({ name }: Speech, park: Park, { hazard }: HandlingRow): string {
  return name(park.hazards.get(hazard) ?? { name: hazard });
}

export function nameEnterprise(
  { name, say }: Speech,
  park: Park,
  { enterprise }: Pick<HandlingRow, "enterprise">,
): string {
  if (enterprise === "") return say("handlingOfPlatform");
  return name(park.enterprises.get(enterprise) ?? { name: enterprise });
}

export function saySide({ named }: Speech, side: Side): string {
  return named("handlingSide", side);
}

/** Who did it, from which side, on whose word. The journal's own entries are nobody's. */
export function sayActor(speech: Speech, entry: Pick<HandlingEntry, "by" | "side" | "behalf">) {
  if (entry.by === "system") return speech.named("actor", entry.by);
  if (!entry.behalf) return `${saySide(speech, entry.side)} ${entry.by}`;
  const written = speech.say("handlingWrittenBy", { who: entry.by });
  return `${saySide(speech, "enterprise")} ${entry.behalf} (${written})`;
}

/** What an entry tells besides what it is and who did it. */
export function sayContent(speech: Speech, entry: HandlingEntry): string {
  const { say, named } = speech;
  const { call } = entry;
  const parts = [
    entry.finding && named("handlingFinding", entry.finding),
    call && say(call.outgoing ? "handlingOutgoing" : "handlingIncoming"),
    call && [call.person, call.number].filter(Boolean).join(" "),
    call && say(call.answered ? "handlingAnswered" : "handlingUnanswered"),
    entry.attachment?.name,
    entry.words,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** What an act is called; one that was done before adds to it or corrects it. */
export function sayPlainAct({ say }: Speech, record: HandlingRow, offer: Offer): string {
  if (offer.happening === "park_signed") return say("handlingDo_park_sign");
  const again = `handlingAgain_${offer.action}` as Word;
  const once = `handlingDo_${offer.action}` as Word;
  return say(isRepeated(record, offer) ? again : once);
}

/** The same with whom the park stands for. */
export function sayAct(speech: Speech, record: HandlingRow, offer: Offer): string {
  const act = sayPlainAct(speech, record, offer);
  return offer.behalf ? speech.say("handlingForEnterprise", { act }) : act;
}

/** Why the server did not do it. */
export function sayRefusal({ say, named }: Speech, why: string): string {
  const told = named("handlingRefusal", why);
  return told === why ? say("refusal_other") : told;
}

/** What became of the last attempt, empty while it is under way or if there is nothing to say. */
export function sayOutcome(speech: Speech, outcome: Outcome | null, bare: boolean): string {
  const { say } = speech;
  switch (outcome?.kind) {
    case "conflict":
      return say(bare ? "handlingConflictBare" : "handlingConflict");
    case "refused":
      return say("handlingRefused", { why: sayRefusal(speech, outcome.why) });
    case "unknown":
      return say("handlingUnknown");
    default:
      return "";
  }
}
