"""``alarms.jsonl``: what an alarm run looks like when only the readings count.

The projection of journal entries by which two runs are compared byte for byte: a backtest with a
live run, one speed with another, this release with the last (contract section 2). What depends on
more than readings and rules is left out: alarms of the platform and its links, and what people
did. Writing the file is its caller's business.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from alerting.alarm import JUDGED, Entry, State
from plant.condition import Condition
from plant.reading import Instant

PLATFORM_CONDITIONS: Final = frozenset(
    {Condition.GATEWAY_LOST, Condition.GATEWAY_GAP, Condition.CLOCK, Condition.SYSTEM}
)
"""Conditions of the platform and its links, which a file of readings can't have."""

LINK_MARKS: Final = frozenset({"simulated", "backfill", "source_down"})
"""Marks that tell of the way a reading came, not of the reading: a file has no such way."""

BACKFILL_MARKS: Final = frozenset({"late", "last_known"})
"""What an alarm found in backfilled data is marked besides."""

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

_UNATTENDED: Final = {
    State.NORMAL: State.RETURNED_UNACKNOWLEDGED,
    State.LATCHED_ACKNOWLEDGED: State.LATCHED_UNACKNOWLEDGED,
}
"""Where a detector's event ends when nobody ever acknowledged; all other ends are the same."""


class Line(NamedTuple):
    """A line of the file with its end, and by what it is sorted."""

    at: Instant
    alarm: str
    event: str
    text: str


def project_entries(entries: Iterable[Entry]) -> bytes:
    """The entries as JSON lines, sorted by (at, alarm, event), UTF-8."""
    lines = sorted(project(entries), key=lambda line: line[:3])
    return "".join(line.text for line in lines).encode()


def project(entries: Iterable[Entry]) -> Iterator[Line]:
    """The lines of those entries that belong in the file, in their order.

    The states are those of a control room without people, whatever people did: a run that was
    acknowledged is equal to one that was not.
    """
    for entry in entries:
        if _belongs(entry):
            yield Line(entry.at, entry.alarm, entry.event, _render(entry))


def shape(entry: Entry) -> dict[str, object]:
    """An entry under the keys of ``alarms.jsonl``, with ``at`` still in ms."""
    source, _, condition = entry.alarm.rpartition(":")
    return {
        "at": entry.at,
        "alarm": entry.alarm,
        "source": source,
        "condition": condition,
        "event": entry.event,
        "state": entry.state,
        "held": entry.held,
        "value": entry.value,
        "limit": entry.limit,
        "priority": entry.priority.word,
        "marks": list(entry.marks),
        "reason": entry.reason,
    }


def format_instant(at: Instant) -> str:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    seconds, milliseconds = divmod(at, 1000)
    return f"{_format_second(seconds)}.{milliseconds:03d}Z"


@lru_cache
def _format_second(seconds: int) -> str:
    """Alarms come in crowds: many are of one second."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def _belongs(entry: Entry) -> bool:
    condition = entry.alarm.rpartition(":")[2]
    return entry.event in JUDGED and condition not in PLATFORM_CONDITIONS


def _render(entry: Entry) -> str:
    row = shape(entry)
    row["at"] = format_instant(entry.at)
    row["state"] = _UNATTENDED.get(entry.state, entry.state)
    row["held"] = None
    hidden = LINK_MARKS | (BACKFILL_MARKS if "backfill" in entry.marks else set())
    row["marks"] = [mark for mark in entry.marks if mark not in hidden]
    return _encode(row) + "\n"
