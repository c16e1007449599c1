"""REST: alarms, what people do to them, and the journal of both.

Lists come from the alarms as shown, so they never run ahead of the journal or of the live stream.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.alarm import Answer, Command, CommandKind, Held, Outcome, State
from alerting.holding import HELD_BY
from dashboard_api import frames, rows, wire
from dashboard_api.access import Reader
from dashboard_api.alarm_stream import Shown
from dashboard_api.commands import SCOPES, NotConfirmedError, carry_out, make_command
from dashboard_api.desk import Desk, desk_of
from dashboard_api.passwords import find_witness
from dashboard_api.people import Session
from dashboard_api.ports import JournalQuery, UnavailableError
from dashboard_api.problems import ProblemError, invalid, not_found
from dashboard_api.queries import (
    Cursor,
    From,
    Limit,
    To,
    Words,
    decode_body,
    give,
    match_version,
    read_body,
    read_cursor,
    read_id,
    read_number,
    read_range,
    write_cursor,
)
from dashboard_api.responses import PREFIX, answers, takes
from dashboard_api.selection import Selection
from plant.reading import LONG_AGO, NEVER

router = APIRouter(prefix=PREFIX, tags=["alarms"])

ACTIONS: Final[Mapping[str, CommandKind]] = {
    "acknowledge": CommandKind.ACKNOWLEDGE,
    "reset": CommandKind.RESET,
    "comment": CommandKind.COMMENT,
    "shelve": CommandKind.SHELVE,
    "unshelve": CommandKind.UNSHELVE,
    "suppress": CommandKind.SUPPRESS,
    "out-of-service": CommandKind.REMOVE_FROM_SERVICE,
    "return-to-service": CommandKind.RETURN_TO_SERVICE,
}
"""What each action of the path asks for."""

MOST_SOURCES: Final = 100
"""Of how many sources the journal is read at once."""

_NEEDS_WORDS: Final = frozenset({CommandKind.COMMENT, *HELD_BY})

AlarmId = Annotated[str, Path(alias="id", description="`{source}:{condition}`, percent-encoded")]


@router.get("/alarms", responses=answers(wire.AlarmPage), response_class=Response)
async def list_alarms(
    request: Request,
    _: Reader,
    state: Annotated[list[State] | None, Query()] = None,
    held: Annotated[list[Held] | None, Query()] = None,
    hazard: Words = None,
    source: Words = None,
    min_priority: Annotated[wire.PriorityWord | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Alarms that are not normal or are held, in the order in which they came up, newest first.

    An alarm keeps its place as long as it stands, so page after page shows it once, whatever
    happens to it meanwhile. `state=normal` asks for those that once stood and are over.
    """
    desk = desk_of(request)
    wanted = Selection.of(frames.Filter(hazard=hazard, source=source, min_priority=min_priority))
    after = read_cursor(cursor, tuple[int, str])
    listed = select_alarms(desk, wanted, state, held)
    page = [pair for pair in listed if after is None or pair[0] > after][: limit + 1]
    more = write_cursor(page[limit - 1][0]) if len(page) > limit else None
    return give(request, wire.AlarmPage([shown.row for _, shown in page[:limit]], more))


def select_alarms(
    desk: Desk,
    wanted: Selection,
    state: Collection[State] | None,
    held: Collection[Held] | None,
) -> list[tuple[tuple[int, str], Shown]]:
    """The alarms asked for with the places by which they are listed, newest first."""
    plant, alarms = desk.ports.plant(), desk.shown
    candidates = alarms.known if state and State.NORMAL in state else alarms.standing
    return sorted(
        (_place(shown), shown)
        for shown in candidates.values()
        if (state is None or shown.alarm.state in state)
        and (held is None or shown.alarm.held in held)
        and wanted.takes_alarm(shown.alarm, plant)
    )


@router.get("/flood", responses=answers(wire.FloodStatus), response_class=Response)
async def show_flood(request: Request, _: Reader) -> Response:
    """The alarm flood that goes on: more annunciations than an operator can bear."""
    flood = desk_of(request).shown.flood
    return give(request, wire.FloodStatus(rows.flood_row(flood)))


def _place(shown: Shown) -> tuple[int, str]:
    return -shown.since, shown.alarm.id


def find_alarm(desk: Desk, alarm: str) -> wire.AlarmRow:
    """An alarm as shown; one that is normal may never have been.

    :raises ProblemError: 404, there never was such an alarm.
    """
    shown = desk.shown.known.get(alarm)
    if shown is not None:
        return shown.row
    known = desk.ports.alarms.get(alarm)
    if known is None or known.stands:
        raise not_found("alarm", alarm)
    return rows.alarm_row(known, desk.ports.plant())


@router.get(
    "/alarms/{id}",  # noqa: FAST003 - taken by AlarmId's alias, which ruff does not see
    responses=answers(wire.AlarmRow, 404),
    response_class=Response,
)
async def show_alarm(request: Request, _: Reader, alarm: AlarmId) -> Response:
    """One alarm, also when it is normal again. Its entity tag begins with its version."""
    row = find_alarm(desk_of(request), read_id(alarm))
    return give(request, row, row.version)


@router.get(
    "/alarms/{id}/notices",  # noqa: FAST003 - taken by AlarmId's alias, which ruff does not see
    responses=answers(wire.NoticePage, 404, 503),
    response_class=Response,
)
async def list_notices(request: Request, _: Reader, alarm: AlarmId, limit: Limit = 100) -> Response:
    """Who was told of an alarm, or is to be told, and what came of it; the newest notices first."""
    desk = desk_of(request)
    row = find_alarm(desk, read_id(alarm))
    try:
        found = await desk.ports.notices.list_of(row.id, row.hazard, limit)
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
    plant = desk.ports.plant()
    return give(request, wire.NoticePage([rows.notice_row(one, plant) for one in found]))


async def act_on_alarm(request: Request, session: Session, alarm: str, action: str) -> Response:
    """Do something to an alarm, as the person who is logged in.

    ``If-Match`` is strict: any event since refuses, and of several at once one succeeds.
    ``version`` in the body is what the person saw: acknowledging conflicts only if the priority
    rose since.
    """
    kind = ACTIONS[action]
    scope = SCOPES[kind]
    if scope not in session.rights:
        raise ProblemError(403, "forbidden", f"needs the right to {scope}")
    desk = desk_of(request)
    body = await read_body(request)
    asked = decode_body(body, wire.AlarmRequest)
    if kind in _NEEDS_WORDS and not asked.reason.strip():
        raise invalid("body.reason", f"to {action} needs words")

    async def act() -> Response:
        exact = match_version(request.headers.get("if-match"), _find_version(desk, alarm, kind))
        witness = await find_witness(desk.people, session, asked.second, scope, desk.ports.wall())
        command = make_command(
            kind, alarm, session, asked.reason, asked.version, asked, witness, exact
        )
        row = report(desk, alarm, await _carry_out(desk, command))
        return give(request, row, row.version)

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


def _add_action(action: str) -> None:
    async def act(request: Request, session: Reader, alarm: AlarmId) -> Response:
        return await act_on_alarm(request, session, read_id(alarm), action)

    router.add_api_route(
        f"/alarms/{{id}}/{action}",
        act,
        methods=["POST"],
        name=f"{action} an alarm",
        description="The answer is the alarm as it stands then.",
        responses=answers(wire.AlarmRow, 400, 404, 409, 412, 413, 429, 503),
        openapi_extra=takes(wire.AlarmRequest, required=False),
        response_class=Response,
    )


for _action in ACTIONS:
    _add_action(_action)


def _find_version(desk: Desk, alarm: str, kind: CommandKind) -> int:
    """The version of an alarm as shown; 0 of one that never was and may be held all the same."""
    try:
        return find_alarm(desk, alarm).version
    except ProblemError:
        if kind not in HELD_BY:
            raise
        return 0


async def _carry_out(desk: Desk, command: Command) -> Answer:
    try:
        (answer,) = await carry_out(desk.ports.alarms, [command])
    except NotConfirmedError as error:
        raise ProblemError(503, "not-confirmed", str(error)) from error
    return answer


def report(desk: Desk, alarm: str, answer: Answer) -> wire.AlarmRow:
    """The alarm after a command that was carried out.

    :raises ProblemError: 412 conflict, 409 refused, 404 unknown.
    """
    if answer.outcome is Outcome.UNKNOWN or answer.alarm is None:
        raise not_found("alarm", alarm)
    if answer.outcome is Outcome.CONFLICT:
        detail = f"{answer.detail}: the alarm is at version {answer.alarm.version}"
        raise ProblemError(412, "stale-version", detail)
    if answer.outcome is Outcome.REFUSED:
        raise ProblemError(409, "refused", answer.detail)
    shown = desk.shown.known.get(alarm)
    if shown is not None and shown.alarm.version >= answer.alarm.version:
        return shown.row
    return rows.alarm_row(answer.alarm, desk.ports.plant())


@router.get("/journal", responses=answers(wire.JournalPage, 503), response_class=Response)
async def read_journal(
    request: Request,
    _: Reader,
    alarm: Annotated[str | None, Query()] = None,
    source: Annotated[list[str] | None, Query(max_length=MOST_SOURCES)] = None,
    start: From = None,
    end: To = None,
    order: Annotated[Literal["oldest", "newest"], Query()] = "oldest",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What happened to all alarms, to one, or to those of a `source`; oldest or newest first."""
    desk = desk_of(request)
    first, after = read_range(start, end, int(NEVER), int(NEVER) - int(LONG_AGO))
    place = read_number(cursor)
    newest = order == "newest"
    query = JournalQuery(
        limit=limit + 1,
        after=0 if newest else (place or 0),
        before=place if newest else None,
        start=None if start is None else first,
        end=None if end is None else after,
        alarm=None if alarm is None else read_id(alarm),
        sources=None if source is None else frozenset(map(read_id, source)),
        newest_first=newest,
    )
    try:
        entries = await desk.ports.journal.read(query)
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
    more = write_cursor(entries[limit - 1].seq) if len(entries) > limit else None
    page = wire.JournalPage([rows.journal_row(entry) for entry in entries[:limit]], more)
    return give(request, page)
