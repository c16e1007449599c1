/** The head of the wall: is the picture live, how much is wrong, what waits longest, what time it is. */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { PRIORITIES } from "../state/alarms";
import { rateOf, sumOnline } from "../state/online_rate";
import { findOldestUnacknowledged } from "../state/wall_alarms";
import type { Park } from "../wire/plant";
import { formatClock, formatDay, formatNear } from "../words/time";
import type { Word } from "../words/words";
import { Badge } from "./badge";
import { isInTrouble } from "./bars";
import { useSpeech } from "./language";

interface HeadProps {
  desk: Desk;
  park: Park;
}

export function WallHead({ desk, park }: HeadProps) {
  const { say, name } = useSpeech();
  return (
    <header class="wall-head">
      <h1>{name(park.plant)}</h1>
      <p class="wall-clock">
        <Liveness desk={desk} />
        <span>
          {say("beijingTime")} {formatDay(desk.now)} <strong>{formatClock(desk.now)}</strong>
        </span>
      </p>
      <Counts desk={desk} />
      <Waiting desk={desk} />
      <OnlineRate desk={desk} />
    </header>
  );
}

/** The word for how live the picture is, and how that looks. */
function judge(desk: Desk): { word: Word; look: string } {
  const { liveness, frameAge, phase } = desk;
  if (phase === "login") return { word: "wallNoSession", look: "wall-lost" };
  if (frameAge === null && desk.conversation.connections === 0)
    return { word: "loading", look: "wall-late" };
  if (liveness === "lost") return { word: "lost", look: "wall-lost" };
  if (isInTrouble(desk)) return { word: "inTrouble", look: "wall-lost" };
  return { word: liveness, look: liveness === "late" ? "wall-late" : "" };
}

function Liveness({ desk }: { desk: Desk }) {
  const { say, duration } = useSpeech();
  const { frameAge } = desk;
  const { word, look } = judge(desk);
  return (
    <span
      class={`wall-live ${look}`}
      data-testid="wall-live"
    >
      {say(word)}{" "}
      {frameAge !== null &&
        (frameAge < 60_000 ? `${(frameAge / 1000).toFixed(1)} s` : duration(frameAge))}
    </span>
  );
}

/** Whether the alarms were ever read: before, that there are none would be a lie. */
function isKnown(desk: Desk): boolean {
  return desk.conversation.streams.alarms.version > 0;
}

function Counts({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { counts } = desk.board;
  const known = isKnown(desk);
  return (
    <ul class="wall-counts" aria-label={say("standing")}>
      {PRIORITIES.map((priority) => (
        <li
          key={priority}
          class={counts.by[priority] === 0 ? "wall-count-none" : ""}
          data-testid={`wall-count-${priority}`}
        >
          <Badge
            priority={priority}
            look={counts.unacknowledgedBy[priority] > 0 ? "calling" : "steady"}
          />
          <strong>{known ? counts.by[priority] : "—"}</strong>
        </li>
      ))}
    </ul>
  );
}

function Waiting({ desk }: { desk: Desk }) {
  const { say, duration } = useSpeech();
  const { sorted, counts } = desk.board;
  const oldest = useMemo(() => findOldestUnacknowledged(sorted), [sorted]);
  return (
    <dl class="wall-figures" data-testid="wall-waiting">
      <div>
        <dt>{say("unacknowledgedCount")}</dt>
        <dd>{isKnown(desk) ? counts.unacknowledged : "—"}</dd>
      </div>
      <div>
        <dt>{say("wallOldest")}</dt>
        <dd>
          {oldest?.raised_at ? (
            <>
              {duration(desk.shownTime - oldest.raised_at)}{" "}
              <small>{formatNear(oldest.raised_at, desk.now)}</small>
            </>
          ) : (
            "—"
          )}
        </dd>
      </div>
    </dl>
  );
}

function OnlineRate({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const rows = desk.conversation.streams.hazards;
  const sum = useMemo(() => sumOnline(rows.rows.values()), [rows, rows.version]);
  const rate = rateOf(sum);
  return (
    <dl class="wall-figures" data-testid="wall-online">
      <div>
        <dt>{say("onlineRate")}</dt>
        <dd>
          {rate === null ? "—" : `${rate.toFixed(1)}%`}{" "}
          <small>
            {sum.online}/{sum.tags}
          </small>
        </dd>
      </div>
      {sum.stale > 0 && (
        <div>
          <dt>{say("stale")}</dt>
          <dd>{sum.stale}</dd>
        </div>
      )}
    </dl>
  );
}
