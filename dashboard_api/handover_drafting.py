"""Gathering the facts of a handover's page from the running parts.

The alarms are those that are shown, which never run ahead of the journal; the row of the journal up
to which they are its fold is taken with them, at one moment. What the page says of the facts is
:mod:`alerting.handover_content`'s business.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from alerting.filed_stops.register import is_open
from alerting.handling import Handling
from alerting.handling_book import HandlingQuery
from alerting.handover import Content, Turn
from alerting.handover_content import write_page
from alerting.handover_facts import MOST_LINES, Facts, LinkFact
from alerting.handover_shifts import place_shift
from alerting.kpi.groups import By
from alerting.kpi.report import Report
from alerting.kpi.terms import DAY_MS, Period, TermsError
from alerting.sound_tests import SoundTest
from dashboard_api.desk import Desk
from dashboard_api.handover_wire import DraftRequest
from dashboard_api.ports import KpiOrder, TooManyEntriesError, UnavailableError
from dashboard_api.problems import invalid
from plant.reading import Instant
from plant.words import Plant

LONGEST_MS: Final = 7 * DAY_MS
"""What is longer is no turn at work, and its roster would take long to tell."""


def choose_turn(asked: DraftRequest, plant: Plant, now: Instant) -> Turn:
    """What is to be handed over.

    :raises ProblemError: 422, the plant has no such shift, it has not begun, or it makes no sense.
    """
    try:
        turn = _read_turn(asked, plant)
    except (TermsError, ValueError, OverflowError) as error:
        raise invalid("body", str(error)) from error
    if now <= turn.period.start:
        raise invalid("body", "it has not begun yet")
    return turn


def _read_turn(asked: DraftRequest, plant: Plant) -> Turn:
    if not asked.shift and asked.start is not None and asked.end is not None:
        if asked.end - asked.start > LONGEST_MS:
            raise ValueError("at most seven days")
        return Turn(Period(asked.start, asked.end))
    shift = next((one for one in plant.shifts if one.id == asked.shift), None)
    if shift is None or asked.date is None or asked.start is not None or asked.end is not None:
        raise ValueError("either a shift of the plant and its date, or from and to")
    zone = ZoneInfo(plant.park.timezone)
    return place_shift(shift, date.fromisoformat(asked.date), zone)


async def write_draft(desk: Desk, turn: Turn) -> Content:
    """The page as it is now.

    :raises UnavailableError: the journal can't be read.
    """
    ports, shown = desk.ports, desk.hub.alarms
    plant, at = ports.plant(), ports.now()
    alarms = [one.alarm for one in shown.standing.values()]
    seq, journal = shown.head, shown.epoch
    stale = [plant.tags[row].id for row in np.flatnonzero(ports.board().stale).tolist()]
    links = _list_links(desk, plant)
    troubles = {name: one.detail for name, one in ports.health.checks().items() if not one.ok}
    told = Period(turn.period.start, max(min(turn.period.end, at), turn.period.start + 1))
    record = await ports.handovers.read_shift(told, seq)
    facts = Facts(
        turn=turn,
        at=at,
        journal=journal,
        seq=seq,
        digest=record.digest,
        plant=plant,
        alarms=alarms,
        stale=stale,
        links=links,
        troubles=troubles,
        failed=record.failed,
        counts=record.counts,
        report=await _count_figures(desk, told, plant),
        handling=await _list_handling(desk),
        sounds=await _list_sounds(desk, told),
        stops=[] if ports.stops is None else list(filter(is_open, ports.stops.list_all())),
    )
    return await asyncio.to_thread(write_page, facts)


def _list_links(desk: Desk, plant: Plant) -> list[LinkFact]:
    figures = zip(plant.gateways, desk.ports.gateways.figures(), strict=True)
    return [LinkFact(gateway.id, one.online, one.last_seen) for gateway, one in figures]


async def _list_handling(desk: Desk) -> Sequence[Handling]:
    """The open handling records, one more than the page lists, so that it says there are more."""
    if desk.ports.handling is None:
        return ()
    return await desk.ports.handling.list_records(HandlingQuery(MOST_LINES + 1, drill=False))


async def _list_sounds(desk: Desk, period: Period) -> Sequence[SoundTest] | None:
    """The tests of the shift; a page without them is better than no page."""
    if desk.ports.sounds is None:
        return None
    try:
        return await desk.ports.sounds.list_between(period.start, period.end, MOST_LINES + 1)
    except UnavailableError:
        return None


async def _count_figures(desk: Desk, period: Period, plant: Plant) -> Report | None:
    """The figures; a page without them is better than no page."""
    try:
        return await desk.ports.journal.report(KpiOrder(period, By.PRIORITY, plant, {}))
    except (TooManyEntriesError, UnavailableError):
        return None
