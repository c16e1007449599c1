"""Gaps told by words and codes: what a file says is no value, against the alarms that came of it.

The protocol's rule 8: every quality word and every code becomes bad quality, none raises the alarm
of a limit, and an alarm of the gap is right. The refinery extract is that of BibMon (Petrobras, CC
BY 4.0), the roadside air that of S. De Vito and others, Sensors and Actuators B 129(2), 2008.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from alerting.alarm import Entry, Event
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.reading import NEVER
from simulators.scoring.run import ScoringError
from simulators.scoring.table_columns import pick_times, read_table

NO_VALUE: Final = -200.0
"""What the roadside file has for a missing value."""

_TIME_FORM: Final = "%Y-%m-%d %H:%M:%S"


class Span(NamedTuple):
    """From a first instant to before another."""

    begin: int
    end: int

    def holds(self, at: int) -> bool:
        """Whether an instant lies in it."""
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class Gap:
    """Successive rows of a tag without a value, ``cells`` of them; it ends with the next value."""

    span: Span
    cells: int


Gaps = Mapping[str, tuple[Gap, ...]]
"""The gaps of each tag, in the order of time."""


@dataclass(frozen=True, slots=True)
class GapScore:
    """What became of the gaps of a file.

    ``cells``: without a value; ``unmarked``: gaps at whose beginning no ``bad_quality`` stood.
    ``limits_on_bad``: alarms of limits raised within a gap of their tag; ``limits``: all others.
    """

    cells: int
    gaps: int
    unmarked: int
    bad_quality: int
    stale: int
    limits: int
    limits_on_bad: int


def read_refinery_gaps(path: Path) -> Gaps:
    """The words of the historian, in any column but the first, which is the time.

    :raises ScoringError: it can't be read.
    """
    table = read_table(path)
    first, *tags = table.column_names
    times = pick_times(table, first, _TIME_FORM)
    return {tag: list_gaps(times, find_words(table[tag])) for tag in tags}


def read_gas_gaps(path: Path) -> Gaps:
    """The codes for no value in all columns but ``Date`` and ``Time``.

    :raises ScoringError: it can't be read.
    """
    table = read_table(path)
    try:
        both = pc.binary_join_element_wise(
            table["Date"].cast(pa.string()), table["Time"].cast(pa.string()), " "
        )
    except (KeyError, pa.ArrowException) as error:
        raise ScoringError(f"{path}: {error}") from error
    times = pick_times(pa.table({"both": both}), "both", _TIME_FORM)
    tags = [name for name in table.column_names if name not in ("Date", "Time")]
    columns = {tag: table[tag].cast(pa.float64()).to_numpy() for tag in tags}
    return {tag: list_gaps(times, column == NO_VALUE) for tag, column in columns.items()}


def find_words(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Bool (rows,): a cell that is neither empty nor a number."""
    if not pa.types.is_string(column.type):
        return np.zeros(len(column), dtype=np.bool_)
    return np.array([_is_word(cell) for cell in column.to_pylist()], dtype=np.bool_)


def list_gaps(times: NDArray[np.int64], bad: NDArray[np.bool_]) -> tuple[Gap, ...]:
    """Successive bad rows as gaps."""
    edges = np.flatnonzero(np.diff(bad, prepend=np.False_, append=np.False_)).reshape(-1, 2)
    ends = np.append(times, NEVER)
    return tuple(
        Gap(Span(int(times[first]), int(ends[last])), int(last - first)) for first, last in edges
    )


def score_gaps(gaps: Gaps, entries: Iterable[Entry]) -> GapScore:
    """Hold the gaps of a file against the alarms that a backtest of it journalled."""
    entries = list(entries)
    raised = [entry for entry in entries if entry.event is Event.RAISED]
    standing = follow_alarms(entries, Condition.BAD_QUALITY)
    every = [(tag, gap) for tag, own in gaps.items() for gap in own]
    limits = [entry for entry in raised if _condition(entry) in LEVEL_CONDITIONS]
    on_bad = sum(_is_within(entry.at, gaps.get(_source(entry), ())) for entry in limits)
    return GapScore(
        cells=sum(gap.cells for _, gap in every),
        gaps=len(every),
        unmarked=sum(
            not any(span.holds(gap.span.begin) for span in standing.get(tag, ()))
            for tag, gap in every
        ),
        bad_quality=sum(_condition(entry) == Condition.BAD_QUALITY for entry in raised),
        stale=sum(_condition(entry) == Condition.STALE for entry in raised),
        limits=len(limits) - on_bad,
        limits_on_bad=on_bad,
    )


def follow_alarms(entries: Iterable[Entry], condition: Condition) -> dict[str, list[Span]]:
    """Source → the spans in which its alarm of a condition was raised."""
    spans: dict[str, list[Span]] = {}
    for entry in entries:
        if _condition(entry) == condition and entry.event is Event.RAISED:
            spans.setdefault(_source(entry), []).append(Span(entry.at, int(NEVER)))
        elif _condition(entry) == condition and entry.event is Event.RETURNED:
            own = spans[_source(entry)]
            own[-1] = own[-1]._replace(end=entry.at)
    return spans


def _is_within(at: int, gaps: Iterable[Gap]) -> bool:
    return any(gap.span.holds(at) for gap in gaps)


def _is_word(cell: str | None) -> bool:
    try:
        return cell is not None and cell.strip() != "" and not np.isfinite(float(cell))
    except ValueError:
        return True


def _source(entry: Entry) -> str:
    return entry.alarm.rpartition(":")[0]


def _condition(entry: Entry) -> str:
    return entry.alarm.rpartition(":")[2]
