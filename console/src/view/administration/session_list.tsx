/** Who is logged in, since when and from where. */
import type { Place, Session } from "../../wire/administration";
import { formatDayMinute } from "../../words/time";
import { useSpeech } from "../language";
import { namePlace } from "./admin_words";

interface SessionsProps {
  sessions: readonly Session[];
  places: readonly Place[];
}

export function SessionList({ sessions, places }: SessionsProps) {
  const { say } = useSpeech();
  return (
    <>
      <div class="pane-head">
        <h2>
          {say("sessions")} <span class="tab-count">{sessions.length}</span>
        </h2>
      </div>
      <div
        class="admin-rows"
        tabIndex={0}
        role="region"
        aria-label={say("sessions")}
        data-testid="sessions"
      >
        <table class="admin-table">
          <thead>
            <tr>
              <th scope="col">{say("accountName")}</th>
              <th scope="col">{say("accountRole")}</th>
              <th scope="col">{say("accountPlace")}</th>
              <th scope="col">{say("sessionSince")}</th>
              <th scope="col">{say("sessionUntil")}</th>
              <th scope="col">{say("sessionRemote")}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <SessionRow
                key={`${session.name} ${session.until}`}
                session={session}
                places={places}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function SessionRow({ session, places }: { session: Session; places: readonly Place[] }) {
  const speech = useSpeech();
  const { say, named } = speech;
  const { since } = session;
  return (
    <tr data-testid="session-row">
      <td class="admin-cell" title={session.name}>
        {session.name} {session.yours && <span class="chip">{say("sessionThis")}</span>}
      </td>
      <td>{named("role", session.role)}</td>
      <td class="admin-cell">{namePlace(speech, places, session.place)}</td>
      <td class="admin-number">
        {since === null ? say("sessionUnknown") : formatDayMinute(since)}
      </td>
      <td class="admin-number">{formatDayMinute(session.until)}</td>
      <td class="admin-number">{session.remote || "—"}</td>
    </tr>
  );
}
