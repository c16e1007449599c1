"""Shifts on the calendar: which are to be handed over, from when to when, and which were not.

Pure. A shift's times are those of the park's clocks, so a night in which they change has an hour
more or less. Who is on duty is :mod:`alerting.roster`'s business.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from alerting.handover import Handover, Stage, Turn
from alerting.handover_acts import name_lack
from alerting.kpi.terms import DAY_MS, Period
from plant.duties import Shift
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Missing:
    """A shift's handover that both should have signed by ``due`` and have not.

    ``lacks``: ``draft``, ``outgoing`` or ``incoming``.
    """

    turn: Turn
    due: Instant
    lacks: str


def place_shift(shift: Shift, day: date, zone: tzinfo) -> Turn:
    """A shift on the day on which it begins."""
    over = day if shift.start < shift.end else day + timedelta(days=1)
    period = Period(_place(day, shift.start, zone), _place(over, shift.end, zone))
    return Turn(period, shift.id, day.isoformat())


def list_turns(shifts: Sequence[Shift], zone: tzinfo, start: Instant, end: Instant) -> list[Turn]:
    """The shifts that end at start < t ≤ end, in the order of their ends."""
    day = _find_day(start, zone) - timedelta(days=2)
    last = _find_day(end, zone)
    turns: list[Turn] = []
    while day <= last:
        turns += [place_shift(shift, day, zone) for shift in shifts]
        day += timedelta(days=1)
    ended = [turn for turn in turns if start < turn.period.end <= end]
    return sorted(ended, key=lambda turn: (turn.period.end, turn.id))


def list_touching(
    shifts: Sequence[Shift], zone: tzinfo, start: Instant, end: Instant
) -> list[Turn]:
    """The shifts of which some part lies at start ≤ t < end, the newest first."""
    turns = list_turns(shifts, zone, start, end + 2 * DAY_MS)
    return [turn for turn in reversed(turns) if turn.period.start < end]


def list_missing(
    turns: Sequence[Turn], found: Mapping[str, Handover], patience: int, now: Instant
) -> Iterator[Missing]:
    """Those of some shifts that are overdue, the newest first.

    :param found: handovers by id; what is not in it was never drafted.
    :param patience: how long after a shift's end both have signed, ms.
    """
    for turn in reversed(turns):
        record, due = found.get(turn.id), turn.period.end + patience
        if now >= due and (record is None or record.stage is not Stage.SEALED):
            yield Missing(turn, due, name_lack(record))


def _find_day(at: Instant, zone: tzinfo) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).date()


def _place(day: date, minute: int, zone: tzinfo) -> Instant:
    moment = datetime.combine(day, time(minute // 60 % 24, minute % 60), zone)
    return round(moment.timestamp() * 1000)
