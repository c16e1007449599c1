/** What is said of marks of nuisance alarms and of the line on which an alarm is counted. */
import type { Counted, Instant, Nuisance } from "../wire/frames";
import type { Park } from "../wire/plant";
import { formatNear } from "../words/time";
import { sayAlarm } from "./condition";
import type { Speech } from "./language";

/** `抖动 12 次，自 03:12:07，若不再发生至 03:54:10`; of a duplicate also with what it comes. */
export function sayNuisance(speech: Speech, park: Park, mark: Nuisance, now: Instant): string {
  const { say, named } = speech;
  const told = [
    say("nuisanceTimes", { kind: named("nuisance", mark.kind), count: mark.count }),
    say("sinceTime", { time: formatNear(mark.since, now) }),
    mark.peer && say("nuisancePeer", { alarm: sayAlarm(speech, park, mark.peer) }),
    mark.until !== null && say("nuisanceUntil", { time: formatNear(mark.until, now) }),
  ];
  return told.filter(Boolean).join(" · ");
}

/** `37 次 · 首次 03:12:07 · 最近 03:44:10` */
export function sayCounted({ say }: Speech, line: Counted, now: Instant): string {
  const { count, began, last } = line;
  return say("countedTimes", {
    count,
    first: formatNear(began, now),
    last: formatNear(last, now),
  });
}
