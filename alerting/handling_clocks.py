"""By when the next step of a handling record is to be done, and whose turn it is.

Instants compared with the one given; no clock is asked. The limits are those that the record was
opened under. Whom an overdue step calls is escalation's business.
"""

from alerting.handling import Evidence, Handling, Side
from alerting.handling_cycle import name_next
from plant.reading import Instant


def find_due(record: Handling) -> Instant | None:
    """By when the next step is to be done; None where none is, or none can be done yet.

    A record can't be closed while its condition stands, so the park's time begins with its end.
    """
    step = name_next(record)
    if step is None:
        return None
    since = record.since
    if step == "close":
        if record.evidence is Evidence.STANDING or record.ended_at is None:
            return None
        since = max(since, record.ended_at)
    return since + record.limits_ms[step]


def is_overdue(record: Handling, now: Instant) -> bool:
    """Whether the next step should have been done by now."""
    due = find_due(record)
    return due is not None and due < now


def find_turn(record: Handling) -> Side | None:
    """Whose turn it is, None where the record is closed. Closing is the park's."""
    step = name_next(record)
    if step is None:
        return None
    return Side.PARK if step == "close" else record.owner
