"""REST: tests of the desks' sounds (声光测试): kept, listed, and whether one is due at a desk;
and the tests of the sirens that belong to them.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.handover import Turn
from alerting.handover_shifts import list_touching
from alerting.sound_tests import SirenTrial, SoundTest
from dashboard_api import sound_wire
from dashboard_api.access import Reader, require
from dashboard_api.audit_note import note_of
from dashboard_api.desk import Desk, desk_of
from dashboard_api.handover_rows import shift_row
from dashboard_api.people import Session
from dashboard_api.ports import SoundDesk, UnavailableError
from dashboard_api.problems import ProblemError, invalid, not_found
from dashboard_api.queries import From, Limit, To, decode_body, give, read_body, read_range
from dashboard_api.rates import tell_seconds
from dashboard_api.responses import PREFIX, answers, takes
from dashboard_api.siren_port import SirenBusyError, SirenCall, SirenRestingError, Sirens
from plant.reading import Instant

router = APIRouter(prefix=PREFIX, tags=["sound tests"])

USUAL_RANGE_MS: Final = 7 * 86_400_000
DeskQuery = Annotated[str | None, Query(min_length=1, max_length=64)]
Listener = Annotated[Session, Depends(require("acknowledge"))]
"""Who answers for alarms must hear them, and says whether he does."""


@router.post(
    "/sound-tests",
    responses=answers(sound_wire.SoundTestRow, 400, 409, 413, 503),
    openapi_extra=takes(sound_wire.SoundTestRequest),
    response_class=Response,
)
async def keep_sound_test(request: Request, session: Listener) -> Response:
    """Keep what somebody heard of a desk's signals, and what he did not."""
    desk = desk_of(request)
    body = await read_body(request)
    asked = decode_body(body, sound_wire.SoundTestRequest)
    if set(asked.heard) & set(asked.silent):
        raise invalid("body", "a signal was heard or was not")
    if not asked.heard and not asked.silent:
        raise invalid("body", "nothing was played")

    async def act() -> Response:
        test = SoundTest(
            at=desk.ports.now(),
            actor=session.name,
            desk=asked.desk.strip(),
            heard=tuple(dict.fromkeys(asked.heard)),
            silent=tuple(dict.fromkeys(asked.silent)),
            sirens=tuple(_try_sirens(desk.ports.sirens, asked.sirens, session)),
        )
        try:
            await _find_register(desk).add(test)
        except UnavailableError as error:
            raise ProblemError(503, "unavailable", str(error)) from error
        return give(request, _row(test))

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


@router.post(
    "/sound-tests/sirens/{name}",
    responses=answers(sound_wire.SirenCallRow, 400, 404, 409, 413, 503),
    openapi_extra=takes(sound_wire.SirenTestRequest),
    response_class=Response,
)
async def sound_siren(request: Request, session: Listener, name: str) -> Response:
    """Send a siren's channel a message that is marked as a test, and tell what became of it."""
    desk = desk_of(request)
    sirens = desk.ports.sirens
    if sirens is None or name not in sirens.names:
        raise not_found("siren", name)
    body = await read_body(request)
    asked = decode_body(body, sound_wire.SirenTestRequest)

    async def act() -> Response:
        call = await _sound(sirens, name, session, asked.desk.strip())
        note_of(request).detail = "delivered" if call.delivered else f"trouble: {call.words}"
        return give(request, _call_row(call))

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


@router.get(
    "/sound-tests", responses=answers(sound_wire.SoundTestPage, 503), response_class=Response
)
async def list_sound_tests(
    request: Request,
    _: Reader,
    desk: DeskQuery = None,
    start: From = None,
    end: To = None,
    limit: Limit = 100,
) -> Response:
    """Tests of the last seven days, or as asked, the newest first; of one `desk` or of all."""
    house = desk_of(request)
    first, last = read_range(start, end, house.ports.now() + 1, USUAL_RANGE_MS)
    found = await _list(house, first, last, limit, desk)
    return give(request, sound_wire.SoundTestPage(items=[_row(test) for test in found]))


@router.get(
    "/sound-tests/due", responses=answers(sound_wire.SoundTestDue, 503), response_class=Response
)
async def show_due(
    request: Request,
    _: Reader,
    desk: Annotated[str, Query(min_length=1, max_length=64)],
) -> Response:
    """The shift that runs, and the newest test at a desk since it began.

    Of several that run at once the one that began last counts. Where no shift runs, nothing is due.
    """
    house = desk_of(request)
    turn = _find_turn(house)
    sirens = list(house.ports.sirens.names) if house.ports.sirens else []
    if turn is None:
        return give(request, sound_wire.SoundTestDue(shift=None, done=None, sirens=sirens))
    found = await _list(house, turn.period.start, turn.period.end, 1, desk)
    row = shift_row(turn, house.ports.plant())
    done = _row(found[0]) if found else None
    return give(request, sound_wire.SoundTestDue(shift=row, done=done, sirens=sirens))


async def _sound(sirens: Sirens, name: str, session: Session, desk: str) -> SirenCall:
    try:
        return await sirens.sound(name, session.name, desk)
    except SirenBusyError as error:
        raise ProblemError(409, "siren-busy", str(error)) from error
    except SirenRestingError as error:
        headers = {"Retry-After": tell_seconds(error.wait_ms / 1000)}
        raise ProblemError(429, "siren-resting", str(error), headers=headers) from error


def _try_sirens(
    sirens: Sirens | None, hearings: Iterable[sound_wire.SirenHearing], session: Session
) -> Iterable[SirenTrial]:
    """Every siren of the site, of which those were tested that the hearings tell of.

    :raises ProblemError: a hearing tells of a call that this person has not made, or that is
        forgotten: what a channel said is never taken from a client.
    """
    trials: dict[str, SirenTrial] = {}
    for one in hearings:
        call = sirens.find(one.call) if sirens else None
        if call is None or call.by != session.name:
            detail = f"no such test of a siren, or not yours: {one.call}; test it again"
            raise ProblemError(409, "siren-test-unknown", detail)
        trials[call.siren] = SirenTrial(call.siren, call.at, call.delivered, call.words, one.heard)
    names = sirens.names if sirens else ()
    return [trials.get(name) or SirenTrial(name) for name in names]


def _find_turn(desk: Desk) -> Turn | None:
    plant, now = desk.ports.plant(), desk.ports.now()
    turns = list_touching(plant.shifts, ZoneInfo(plant.park.timezone), now, now + 1)
    running = [turn for turn in turns if turn.period.start <= now < turn.period.end]
    return max(running, key=lambda turn: turn.period.start, default=None)


async def _list(
    desk: Desk, start: Instant, end: Instant, limit: int, name: str | None
) -> Sequence[SoundTest]:
    try:
        return await _find_register(desk).list_between(
            start, end, limit, None if name is None else name.strip()
        )
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error


def _find_register(desk: Desk) -> SoundDesk:
    if desk.ports.sounds is None:
        raise ProblemError(503, "unavailable", "no tests of sounds are kept here")
    return desk.ports.sounds


def _row(test: SoundTest) -> sound_wire.SoundTestRow:
    return sound_wire.SoundTestRow(
        at=test.at,
        by=test.actor,
        desk=test.desk,
        heard=cast("list[sound_wire.SignalWord]", list(test.heard)),
        silent=cast("list[sound_wire.SignalWord]", list(test.silent)),
        passed=test.passed,
        sirens=[_trial_row(one) for one in test.sirens],
    )


def _trial_row(trial: SirenTrial) -> sound_wire.SirenTrialRow:
    return sound_wire.SirenTrialRow(
        siren=trial.siren,
        at=trial.at,
        delivered=trial.delivered,
        words=trial.words,
        heard=trial.heard,
    )


def _call_row(call: SirenCall) -> sound_wire.SirenCallRow:
    return sound_wire.SirenCallRow(
        id=call.id,
        siren=call.siren,
        at=call.at,
        by=call.by,
        delivered=call.delivered,
        words=call.words,
    )
