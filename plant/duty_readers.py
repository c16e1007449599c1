"""Readers of rosters: times of the day, days, and groups of persons who take turns.

Like those of :mod:`plant.schema`: each gives the value back, or a complaint and None.
"""

import re
from datetime import date, datetime
from typing import Any, Final

from plant.complaint import Place
from plant.schema import ListOf, Word, read_name, show

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)

read_weekday: Final = Word(
    {word: day for day, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
)
"""A weekday, 0 Monday."""


def read_clock_time(value: Any, place: Place) -> int | None:
    """Minutes after midnight; 24:00 is the midnight at the end of a day, which is 0."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        place.complain(
            f'must be a time of the day such as "08:00", not {show(value)}',
            f'应为时刻，如 "08:00"，而非 {show(value)}',
        )
        return None
    return 60 * int(match[1] or 0) + int(match[2] or 0)


def read_day(value: Any, place: Place) -> date | None:
    """A date without a time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    place.complain(
        f"must be a date such as 2026-06-30, without quotes, not {show(value)}",
        f"应为日期，如 2026-06-30（不加引号），而非 {show(value)}",
    )
    return None


def read_rotation(value: Any, place: Place) -> tuple[tuple[str, ...], ...] | None:
    """Groups of persons that take turns, or one group written as a flat list."""
    if isinstance(value, list) and value and all(isinstance(group, list) for group in value):
        return ListOf(ListOf(read_name, least=1), least=1)(value, place)
    group = ListOf(read_name, least=1)(value, place)
    return None if group is None else (group,)
