/** The terms of a hold in words, for lists, the detail and the record. */
import type { Hold, HoldTerms } from "../wire/frames";
import type { JournalRow } from "../wire/rest";
import { formatNear } from "../words/time";
import type { Speech } from "./language";

/** Whatever was agreed besides the end. */
export function sayTerms({ say }: Speech, terms: HoldTerms | null): string {
  if (!terms) return "";
  const told = [
    terms.work_order && say("termWorkOrder", { order: terms.work_order }),
    terms.witness && say("termWitness", { who: terms.witness }),
    terms.once && say("termOnce"),
  ];
  return told.filter(Boolean).join(" · ");
}

/** Why it is held. What holds by design says so in both languages; a person's words stay. */
export function sayHoldReason({ part }: Speech, { reason, terms }: Hold): string {
  return terms === null ? part(reason) : reason;
}

/** The terms on which something begins to be held, as its entry in the journal tells them. */
export function sayEntryTerms(speech: Speech, { at, terms }: JournalRow): string {
  if (!terms) return "";
  const until = speech.say("untilTime", { time: formatNear(terms.until, at) });
  return [until, sayTerms(speech, terms)].filter(Boolean).join(" · ");
}

/** `30 分钟`, `8 小时`, `3 天`; in seconds where it is less than a minute. */
export function saySpan({ say }: Speech, seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return say("days", { count: seconds / 86_400 });
  if (seconds >= 3_600 && seconds % 3_600 === 0) return say("hours", { count: seconds / 3_600 });
  if (seconds >= 60 && seconds % 60 === 0) return say("minutes", { count: seconds / 60 });
  return say("seconds", { count: seconds });
}
