"""The terms of a report: over which period, for how many operators, and what counts as what.

Numbers only; the shipped ones and where they are from stand in plant/alarm_kpi.toml. What is
counted by them is the business of the files beside this one.
"""

from dataclasses import dataclass
from datetime import UTC, time, tzinfo
from typing import Final, Self

from plant.alarm_kpi import load_definitions
from plant.reading import Instant

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
SLOT_MS: Final = 600_000
"""The fixed 10-minute periods, which begin with the epoch, not with the report."""

LEAD_MS: Final = DAY_MS
"""How far before its period a report reads every entry: a flood or a chattering alarm may be going
on when the period begins. What stood before is known by the last entry of each kind."""

LONGEST_MS: Final = 3_660 * DAY_MS
LAST: Final = 7_258_118_400_000
"""The year 2200. What is longer than ten years or lies beyond is a mistake in a date."""


_IN_MS: Final = {"s": 1000, "days": DAY_MS}


class TermsError(ValueError):
    """A period or terms that make no sense; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Period:
    """Half open: ``start`` ≤ at < ``end``, ms."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= min(self.start + LONGEST_MS, LAST):
            raise TermsError("a period ends after it starts and lasts ten years at most")

    @property
    def length(self) -> int:
        """In ms."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is counted as what; times in ms, counts of alarms are those of one operator.

    ``operators``: console positions (操作员席位) that share the alarms. A flood begins with more
    than ``flood_begins`` annunciations within ``window`` and ends with fewer than ``flood_ends``.
    ``shifts`` are the times of day, in ``zone``, at which a shift begins.
    """

    operators: int = 1
    shifts: tuple[time, ...] = (time(8), time(20))
    zone: tzinfo = UTC
    window: int
    flood_begins: int
    flood_ends: int
    busy_slot: int
    busy_hour: int
    chattering_times: int
    chattering_within: int
    fleeting_within: int
    stale_after: int
    sample: int
    bad_actors: int

    @classmethod
    def standard(cls, **changed: object) -> Self:
        """The terms that are shipped, with some of them changed.

        :raises TermsError: they make no sense together.
        """
        shipped = {
            name: row.value * _IN_MS.get(row.unit, 1) for name, row in load_definitions().items()
        }
        terms = cls(**(shipped | changed))  # type: ignore[arg-type] # the names are the shipped file's
        terms._check()
        return terms

    def _check(self) -> None:
        if self.operators < 1:
            raise TermsError("operators: at least one")
        if not 0 < self.flood_ends <= self.flood_begins:
            raise TermsError(
                "a flood ends with fewer alarms than it begins with, and more than none"
            )
        if not self.shifts or len(set(self.shifts)) < len(self.shifts):
            raise TermsError("shifts: at least one, each beginning at a time of its own")


def read_shifts(text: str) -> tuple[time, ...]:
    """Times of day with commas between, ``08:00,20:00``.

    :raises TermsError: they can't be read.
    """
    try:
        return tuple(time.fromisoformat(begin.strip()) for begin in text.split(","))
    except ValueError as error:
        raise TermsError(f"shifts: {text}: times of day read 08:00,20:00") from error
