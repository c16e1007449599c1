"""Alarm logs: the messages of a control system's alarm server, read from a file, without readings.

A row says that an alarm of a tag was raised (``H``) or returned (``H NR``). Logs of several
situations may stand in one file, told apart by ``case``. What is made of them is
:mod:`simulators.scoring.alarm_folding`'s business.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plant.condition import LEVEL_CONDITIONS
from plant.reading import Instant
from simulators.scoring.run import ScoringError

_COLUMNS: Final = ("case", "timestamp", "tag", "type")
_RETURNED: Final = "NR"


class Message(NamedTuple):
    """An alarm was raised or returned in a case; ``alarm`` is ``{tag}:{condition}``."""

    case: int
    at: Instant
    alarm: str
    raised: bool


def read_alarm_log(path: Path) -> list[Message]:
    """The messages of a Parquet file with columns case, timestamp, tag and type, in its order.

    :raises ScoringError: it can't be read, or a type is no limit.
    """
    try:
        table = pq.read_table(path, columns=list(_COLUMNS))
        times = pc.cast(table["timestamp"], pa.timestamp("ms")).cast(pa.int64()).to_pylist()
        columns = [table[name].to_pylist() for name in ("case", "tag", "type")]
    except (OSError, pa.ArrowException, KeyError) as error:
        raise ScoringError(f"{path}: {error}") from error
    return [
        _read_message(path, case, at, tag, kind)
        for case, at, tag, kind in zip(columns[0], times, *columns[1:], strict=True)
    ]


def split_cases(messages: list[Message]) -> Iterator[tuple[int, list[Message]]]:
    """The messages of each case by itself, cases in rising order."""
    ordered = sorted(messages, key=attrgetter("case"))
    for case, own in groupby(ordered, key=attrgetter("case")):
        yield case, list(own)


def _read_message(path: Path, case: int, at: Instant, tag: str, kind: str) -> Message:
    condition, _, end = kind.partition(" ")
    if condition not in LEVEL_CONDITIONS or end not in ("", _RETURNED):
        raise ScoringError(f"{path}: {kind!r} is no type of alarm")
    return Message(case, at, f"{tag}:{condition}", not end)
