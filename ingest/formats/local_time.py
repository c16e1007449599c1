"""Local times as Chinese platforms write them: no zone beside them, one second apart at best.

``2024-05-01 08:00:00``, ``2024/5/1 8:00:00``, ``20240501080000``, with or without milliseconds;
also ISO 8601 with an offset, and epochs in s or ms as a number or its digits.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final

from ingest.readings import END_OF_TIME, as_time
from plant.reading import Instant

LONGEST: Final = 40
"""Characters of a time that is read at all."""

_SPACED: Final = re.compile(
    r"(\d{4})([-/.])(\d\d?)\2(\d\d?)[T ]+(\d\d?):(\d\d):(\d\d)(?:[.,](\d{1,6})\d*)?", re.ASCII
)
_DIGITS: Final = re.compile(r"(\d{4})()(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)(\d{3})?", re.ASCII)
_EPOCH_DIGITS: Final = (10, 13)
_SECONDS_END: Final = END_OF_TIME // 1000
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def read_time(raw: Any, zone: tzinfo, received: Instant) -> Instant | None:
    """Read a time, None where it is none.

    A local time that the clocks showed twice (the end of summer time) is the one nearer to the
    arrival: in doubt about its time a reading is live (contract section 1). One that they never
    showed is taken by the offset before the leap. Asia/Shanghai has had neither since 1991.
    """
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return _read_number(raw, zone, received)
    if not isinstance(raw, str) or len(raw) > LONGEST:
        return None
    return _choose(_read_text(raw.strip(), zone), received)


def _choose(candidates: tuple[Instant, ...], received: Instant) -> Instant | None:
    return min(candidates, key=lambda time: abs(time - received), default=None)


def _read_number(raw: float, zone: tzinfo, received: Instant) -> Instant | None:
    """Epoch ms, epoch s, or the digits of a local time that lost their quotes."""
    if isinstance(raw, int) and _DIGITS.fullmatch(str(raw) if raw < 10**18 else ""):
        return _choose(_read_text(str(raw), zone), received)
    return as_time(raw * 1000 if 0 <= raw < _SECONDS_END else raw)


@lru_cache(maxsize=4096)
def _read_text(text: str, zone: tzinfo) -> tuple[Instant, ...]:
    """The instants that a text may mean; all readings of a frame usually share one."""
    if text.isdigit() and text.isascii() and len(text) in _EPOCH_DIGITS:
        stamp = as_time(int(text) * (1000 if len(text) == _EPOCH_DIGITS[0] else 1))
        return () if stamp is None else (stamp,)
    match = _SPACED.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        stamp = as_time(text)
        return () if stamp is None else (stamp,)
    return _place(match, zone)


def _place(match: re.Match[str], zone: tzinfo) -> tuple[Instant, ...]:
    year, month, day, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6, 7))
    micros = int((match[8] or "").ljust(6, "0"))
    try:
        local = datetime(year, month, day, hour, minute, second, micros, tzinfo=zone)
        first, second_time = (
            as_time((local.replace(fold=fold) - _EPOCH) // _MILLISECOND) for fold in (0, 1)
        )
    except (ValueError, OverflowError):
        return ()
    if first is None or second_time is None:
        return ()
    return (first, second_time) if first < second_time else (first,)
