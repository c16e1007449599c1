/**
 * What happened to one alarm, who was told of it and how it was handled, read again whenever its version changes and,
 * while somebody may still be told, now and then.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { wantsAcknowledgement } from "../state/alarms";
import { isPending, mergeMoments, type Moment } from "../state/timeline";
import type { AlarmRow } from "../wire/frames";
import { readDeeds, type HandlingEntry } from "../wire/handling";
import { readJournal, readNotices, type JournalRow, type NoticeRow } from "../wire/rest";
import { formatNear } from "../words/time";
import { useSpeech, type Speech } from "./language";
import { sayActor, sayContent } from "./handling/telling";
import { sayEntryTerms } from "./terms";

const SHOWN = 20;
const AGAIN_MS = 5_000;

export function Timeline({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const speech = useSpeech();
  const { say } = speech;
  const moments = useMoments(desk, alarm);
  return (
    <>
      <h3>{say("timeline")}</h3>
      {moments === "failed" && <p class="muted">{say("notLoaded")}</p>}
      {Array.isArray(moments) && (
        <ol class="timeline" data-testid="timeline">
          {moments.map((moment) => (
            <MomentLine key={moment.key} desk={desk} moment={moment} />
          ))}
        </ol>
      )}
    </>
  );
}

function useMoments(desk: Desk, alarm: AlarmRow): Moment[] | "failed" | null {
  const [moments, setMoments] = useState<Moment[] | "failed" | null>(null);
  const [looks, setLooks] = useState(0);
  const calls = wantsAcknowledgement(alarm);
  useEffect(() => {
    const abort = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const lookAgain = () => {
      again = setTimeout(() => setLooks((count) => count + 1), AGAIN_MS);
    };
    const query = `alarm=${encodeURIComponent(alarm.id)}&order=newest&limit=${SHOWN}`;
    Promise.all([
      readJournal(query, abort.signal),
      readNotices(alarm.id, SHOWN, abort.signal),
      // Where no records are kept, or they can't be read, the alarm's own line is there to say so.
      readDeeds(alarm.id, abort.signal).catch((): HandlingEntry[] => []),
    ])
      .then(([page, told, deeds]) => {
        setMoments(mergeMoments(page.items, told.items, deeds));
        if (calls || isPending(told.items)) lookAgain();
      })
      .catch(() => {
        if (abort.signal.aborted) return;
        setMoments("failed");
        lookAgain();
      });
    return () => {
      abort.abort();
      clearTimeout(again);
    };
  }, [alarm.id, alarm.version, calls, desk.conversation.connections, looks]);
  return moments;
}

function MomentLine({ desk, moment }: { desk: Desk; moment: Moment }) {
  const time = <time>{formatNear(moment.at, desk.now)}</time>;
  if ("entry" in moment) return <EntryLine time={time} row={moment.entry} />;
  if ("notice" in moment) return <NoticeLine time={time} row={moment.notice} />;
  return <DeedLine time={time} deed={moment.deed} />;
}

function EntryLine({ time, row }: { time: preact.JSX.Element; row: JournalRow }) {
  const speech = useSpeech();
  const { named } = speech;
  return (
    <li class={row.event === "raised" ? `timeline-${row.priority}` : ""}>
      {time}
      <b>{named("event", row.event)}</b>
      <span>
        {named("actor", row.actor)} {reasonOf(speech, row)}
        {row.terms && <small> {sayEntryTerms(speech, row)}</small>}
      </span>
    </li>
  );
}

function NoticeLine({ time, row }: { time: preact.JSX.Element; row: NoticeRow }) {
  const { named, say } = useSpeech();
  const by = [row.channel, row.reference].filter(Boolean).join(" ");
  return (
    <li data-testid="timeline-notice">
      {time}
      <b>{say(row.step > 0 ? "escalation" : "notice")}</b>
      <span class={row.fate === "failed" ? "notice-failed" : ""}>
        {row.name} {named("fate", row.fate)}
        {by && <small class="muted"> {by}</small>}
        {row.error && <small> {row.error}</small>}
      </span>
    </li>
  );
}

function DeedLine({ time, deed }: { time: preact.JSX.Element; deed: HandlingEntry }) {
  const speech = useSpeech();
  return (
    <li data-testid="timeline-deed">
      {time}
      <b>{speech.named("handlingHappening", deed.happening)}</b>
      <span>
        {sayActor(speech, deed)} {sayContent(speech, deed)}
      </span>
    </li>
  );
}

/** The reason of an event. The platform's own come in both languages; a person's stay as typed. */
export function reasonOf({ part }: Speech, row: JournalRow): string {
  return row.actor === "system" ? part(row.reason) : row.reason;
}
