"""The fold: how one kept entry changes where its handling record stands.

One pure function, used when an entry is born and when a record is made anew from its entries, so
that the two can't disagree. Which entries are born is the business of :mod:`alerting.handling_acts`
and :mod:`alerting.handling_opening`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from alerting.handling import (
    Activation,
    Ending,
    Evidence,
    Handling,
    HandlingEntry,
    Happening,
    Opening,
    Side,
    Stamp,
    Step,
    Verdict,
)
from alerting.handling_clocks import is_overdue
from alerting.handling_cycle import ORDER, Refusal, follow

_STAMPED: Final[Mapping[Happening, Step]] = {
    Happening.SIGNED: Step.SIGNED,
    Happening.VERIFIED: Step.VERIFIED,
    Happening.HANDLED: Step.HANDLED,
    Happening.REPORTED: Step.REPORTED,
    Happening.CLOSED: Step.CLOSED,
}
"""The events that do a step."""


class FoldError(Exception):
    """Entries that no record of ours can have: one that can't follow the one before it."""


def fold(before: Handling | None, entry: HandlingEntry) -> Handling:
    """The record after ``entry``.

    :param before: the record as it stood, None where the entry opens it.
    :raises FoldError: the entry does not fit.
    """
    if before is None:
        return _open(entry)
    finding = entry.detail.finding if isinstance(entry.detail, Verdict) else before.finding
    step = follow(before.step, before.finding, entry.happening)
    if isinstance(step, Refusal) or entry.version != before.version + 1:
        raise FoldError(f"record {entry.record}: {entry.happening} can't follow {before.step}")
    return replace(
        before,
        step=step,
        since=before.since if step is before.step else entry.at,
        version=entry.version,
        finding=finding if ORDER.index(step) >= ORDER.index(Step.VERIFIED) else None,
        stamps=_stamp(before, entry, step),
        **_note(before, entry),
    )


def fold_all(entries: Iterable[HandlingEntry]) -> Handling:
    """The record of all its entries, in their order.

    :raises FoldError: they are not those of one record.
    """
    record: Handling | None = None
    for entry in entries:
        record = fold(record, entry)
    if record is None:
        raise FoldError("a record without entries")
    return record


def _open(entry: HandlingEntry) -> Handling:
    opening = entry.detail
    if entry.happening is not Happening.OPENED or not isinstance(opening, Opening):
        raise FoldError(f"record {entry.record} begins with {entry.happening}")
    return Handling(
        id=entry.record,
        alarm=entry.alarm,
        hazard=opening.hazard,
        enterprise=opening.enterprise,
        priority=opening.priority,
        drill=opening.drill,
        limits_ms=opening.limits_ms,
        step=Step.PUSHED,
        since=entry.at,
        version=entry.version,
        opened_at=entry.at,
        raised_at=opening.raised_at,
        last_raised_at=opening.raised_at,
        stamps={Step.PUSHED: Stamp(entry.at, entry.actor, Side.PARK)},
    )


def _stamp(before: Handling, entry: HandlingEntry, step: Step) -> dict[Step, Stamp]:
    """The stamps that still count at a step, with that of an event that does one.

    Whether it was late is the first stamp's: who adds to it later was not.
    """
    reached = ORDER.index(step)
    stamps = {one: stamp for one, stamp in before.stamps.items() if ORDER.index(one) <= reached}
    done = _STAMPED.get(entry.happening)
    if done is not None:
        known = stamps.get(done)
        late = is_overdue(before, entry.at) if known is None else known.late
        stamps[done] = _sign(before, entry, late=late)
    return stamps


def _sign(before: Handling, entry: HandlingEntry, *, late: bool = False) -> Stamp:
    """Who did it. What the park wrote down on the enterprise's word is the enterprise's step."""
    side = before.owner if entry.behalf else entry.side
    return Stamp(entry.at, entry.actor, side, entry.behalf, late)


def _note(before: Handling, entry: HandlingEntry) -> dict[str, Any]:
    """What the kind of event changes beside step, finding and stamps."""
    match entry.happening:
        case Happening.RECURRED:
            return _recur(before, entry)
        case Happening.RETURNED | Happening.REMOVED:
            return _end(entry)
        case Happening.PARK_SIGNED:
            return {"park_signed": _sign(before, entry)}
        case Happening.CALLED:
            return {"calls": before.calls + 1}
        case Happening.ATTACHED:
            return {"attachments": before.attachments + 1}
        case _:
            return {}


def _end(entry: HandlingEntry) -> dict[str, Any]:
    if not isinstance(entry.detail, Ending):
        raise FoldError(f"record {entry.record}: its condition ended, and nothing says when")
    return {"evidence": Evidence(entry.happening.value), "ended_at": entry.detail.ended_at}


def _recur(before: Handling, entry: HandlingEntry) -> dict[str, Any]:
    """One more activation: the worst priority stays, and a real one makes a drill real."""
    again = entry.detail
    if not isinstance(again, Activation):
        raise FoldError(f"record {entry.record}: it recurred, and nothing says when")
    return {
        "activations": before.activations + 1,
        "last_raised_at": again.raised_at,
        "priority": max(before.priority, again.priority),
        "drill": before.drill and again.drill,
        "evidence": Evidence.STANDING,
        "ended_at": None,
    }
