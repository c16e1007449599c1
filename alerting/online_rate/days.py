"""The days of a period in the park's zone, by which an online rate is told apart.

Pure. What a rate is stands in :mod:`alerting.online_rate.rate`.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from alerting.kpi.terms import Period
from plant.reading import Instant

MOST_DAYS: Final = 62
"""Two months: each day is counted by itself, and a longer list nobody reads."""


def cut_days(period: Period, zone: tzinfo) -> list[Period]:
    """The days that a period touches, the first and the last cut to it; none of a longer one."""
    day, days = _find_day(period.start, zone), list[Period]()
    while (begin := _begin(day, zone)) < period.end:
        if len(days) == MOST_DAYS:
            return []
        day += timedelta(days=1)
        days.append(Period(max(begin, period.start), min(_begin(day, zone), period.end)))
    return days


def _find_day(at: Instant, zone: tzinfo) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).date()


def _begin(day: date, zone: tzinfo) -> Instant:
    return round(datetime.combine(day, time(0), zone).timestamp() * 1000)
