"""REST: why an alarm was raised. Asked of plant, journal and historian; made by other files."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.alarm import JUDGED, Entry, Event
from alerting.fold import make_up_rule
from dashboard_api import rows, why_wire, wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.ports import JournalQuery, UnavailableError
from dashboard_api.problems import ProblemError
from dashboard_api.queries import give, read_id, read_instant
from dashboard_api.responses import PREFIX, answers
from dashboard_api.routes_alarms import AlarmId, find_alarm
from dashboard_api.why_inputs import Evidence, Kept, Wanted, find_newest, list_inputs, list_wanted
from dashboard_api.why_settings import list_settings
from detectors.verdict import Rule
from historian.port import Historian, HistorianRefusedError, HistorianUnavailableError
from plant.reading import NEVER, Instant
from plant.words import Plant

router = APIRouter(prefix=PREFIX, tags=["alarms"])

_PAGE: Final = 200
_MOST_PAGES: Final = 10
"""How far back a raise is looked for: an alarm that was commented on more often is told as lost."""

LOOKED_BACK_MS: Final = 600_000
_INTERVALS: Final = 3
_LONGEST_MS: Final = 86_400_000


@router.get(
    "/alarms/{id}/why",  # noqa: FAST003 - taken by AlarmId's alias, which ruff does not see
    responses=answers(why_wire.AlarmWhy, 404, 503),
    response_class=Response,
)
async def explain_alarm(
    request: Request,
    _: Reader,
    alarm: AlarmId,
    at: Annotated[str | None, Query(description="ms or RFC 3339")] = None,
) -> Response:
    """By which rule and from which inputs an alarm was raised, and how long each stage took.

    Of the newest activation, or of the one that had begun by `at`.
    """
    desk = desk_of(request)
    row = find_alarm(desk, read_id(alarm))
    until = read_instant("at", at, int(NEVER))
    try:
        raised = await _find_raise(desk, row.id, until)
        causes = await _find_causes(desk, row.id, raised)
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
    return give(request, await _explain(desk, row, raised, causes))


async def _explain(
    desk: Desk, row: wire.AlarmRow, raised: Entry | None, causes: dict[str, Entry]
) -> why_wire.AlarmWhy:
    plant = desk.ports.plant()
    found = find_rule(desk, row.id)
    rule = found or make_up_rule(row.id, rows.find_priority(row.priority), plant)
    wanted = list_wanted(plant, rule)
    readings, historian = await _look_up(desk.ports.historian, plant, wanted, raised)
    evidence = Evidence(raised, readings, causes)
    return why_wire.AlarmWhy(
        alarm=row.id,
        source=row.source,
        condition=row.condition,
        raised=rows.journal_row(raised) if raised else None,
        onset=raised.onset if raised else None,
        times=_tell_times(desk, row.id, raised),
        rule="gone" if found is None else _compare(plant, raised),
        plant_hash=plant.hash,
        settings=list_settings(plant, rule, raised) if found else [],
        inputs=list_inputs(plant, rule, wanted, evidence),
        historian=historian,
    )


def find_rule(desk: Desk, alarm: str) -> Rule | None:
    """The rule in force behind an alarm, None where the plant has none (any more)."""
    source, _, condition = alarm.rpartition(":")
    rules = desk.ports.rules()
    return next((one for one in rules if one.source == source and one.condition == condition), None)


def _compare(plant: Plant, raised: Entry | None) -> why_wire.RuleWord:
    return "same" if raised is not None and raised.plant_hash == plant.hash else "changed"


async def _find_raise(desk: Desk, alarm: str, until: Instant) -> Entry | None:
    """The newest raise of an alarm up to an instant, None where the journal has none."""
    before: int | None = None
    for _ in range(_MOST_PAGES):
        page = await desk.ports.journal.read(
            JournalQuery(_PAGE, before=before, end=until + 1, alarm=alarm, newest_first=True)
        )
        for entry in page:
            if entry.event is Event.RAISED:
                return entry
        if len(page) < _PAGE:
            return None
        before = page[-1].seq
    return None


async def _find_causes(desk: Desk, alarm: str, raised: Entry | None) -> dict[str, Entry]:
    """Of each cause of an interlock the last row that judged it by the instant of the raise."""
    if raised is None:
        return {}
    source = alarm.rpartition(":")[0]
    found: dict[str, Entry] = {}
    for interlock in desk.ports.plant().interlocks:
        if interlock.id != source:
            continue
        for cause in interlock.causes:
            name = f"{cause.source}:{cause.condition}"
            query = JournalQuery(_PAGE, end=raised.at + 1, alarm=name, newest_first=True)
            judged = (one for one in await desk.ports.journal.read(query) if one.event in JUDGED)
            last = next(judged, None)
            if last is not None:
                found[name] = last
    return found


async def _look_up(
    historian: Historian, plant: Plant, wanted: Sequence[Wanted], raised: Entry | None
) -> tuple[dict[str, Kept], why_wire.HistorianWord]:
    """The newest reading of each tag when the alarm was raised, and whether it could be asked."""
    tags = [one.name for one in wanted if one.role != "cause" and one.name in plant.row_of]
    if raised is None or not tags:
        return {}, "not_asked"
    try:
        found = await asyncio.gather(*(_read_last(historian, plant, tag, raised) for tag in tags))
    except (HistorianUnavailableError, HistorianRefusedError):
        return {}, "unavailable"
    return {tag: kept for tag, kept in zip(tags, found, strict=True) if kept is not None}, "read"


async def _read_last(historian: Historian, plant: Plant, tag: str, raised: Entry) -> Kept | None:
    interval_s = plant.tags[plant.row_of[tag]].interval_s or 0.0
    back = min(max(LOOKED_BACK_MS, round(_INTERVALS * 1000 * interval_s)), _LONGEST_MS)
    own = raised.source is not None and raised.alarm.rpartition(":")[0] == tag
    until = raised.source if own and raised.source is not None else raised.at
    return find_newest(await historian.read(tag, until - back, until + 1), until)


def _tell_times(desk: Desk, alarm: str, raised: Entry | None) -> wire.Times:
    """The stages of the raise; when it was journalled and pushed is known of what was shown."""
    if raised is None:
        return wire.Times(None, None, None, None)
    shown = desk.shown.known.get(alarm)
    same = shown is not None and shown.alarm.raised_at == raised.at
    issue = shown.raised if same and shown else rows.UNISSUED
    return wire.Times(
        raised.source, raised.received, raised.detected, issue.pushed, issue.journalled
    )
