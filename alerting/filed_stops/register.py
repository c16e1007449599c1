"""The register of filed stops in memory: people's wishes and the clock in, entries out.

It only answers which entry would follow; who keeps the register commits that and then tells it by
:meth:`Register.take`, so what is in force is never ahead of what is durable. Its state is nothing
but the fold of entries. What a wish may ask for is :mod:`alerting.filed_stops.wishes`', what a stop
does to alarms :mod:`alerting.filed_stops.suppression`'s business.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from alerting.alarm import SYSTEM
from alerting.filed_stops.life_cycle import DECISIONS, EVENTS, StopRefusal, follow
from alerting.filed_stops.stop import (
    FiledStop,
    StopAction,
    StopCommand,
    StopEntry,
    StopEvent,
    StopState,
    StopWish,
)
from alerting.stored_text import clean_text
from plant.reading import NEVER, Instant

OVER: Final = "到期 its time is over"
UNDECIDED: Final = "逾期未审批 nobody decided in time"

_DUE_FROM: Final = {
    StopState.REQUESTED: StopEvent.LAPSED,
    StopState.APPROVED: StopEvent.BEGAN,
    StopState.IN_FORCE: StopEvent.ENDED,
}
"""What the clock does to a stop in each state."""
_REASONS: Final = {StopEvent.LAPSED: UNDECIDED, StopEvent.BEGAN: "", StopEvent.ENDED: OVER}


class Register:
    """All filed stops of a park. One thread uses it."""

    def __init__(self, entries: Iterable[StopEntry] = ()) -> None:
        self._stops: dict[str, FiledStop] = {}
        self._open: dict[str, FiledStop] = {}
        for entry in entries:
            self.take(entry)

    def take(self, entry: StopEntry) -> FiledStop:
        """Fold one committed entry and return its stop right after it."""
        stop = fold(self._stops.get(entry.stop), entry)
        self._stops[stop.id] = stop
        if is_open(stop):
            self._open[stop.id] = stop
        else:
            self._open.pop(stop.id, None)
        return stop

    def get(self, stop: str) -> FiledStop | None:
        """A stop by its id."""
        return self._stops.get(stop)

    def list_all(self) -> list[FiledStop]:
        """Every stop there ever was, in the order of their requests."""
        return list(self._stops.values())

    def list_in_force(self, now: Instant) -> list[FiledStop]:
        """Those in force; the clock ends them even before that is recorded."""
        return [
            stop
            for stop in self._open.values()
            if stop.state is StopState.IN_FORCE and now < stop.wish.until
        ]

    def request(self, wish: StopWish, actor: str, now: Instant, plant_hash: str) -> StopEntry:
        """The entry of a wish to which nothing objects."""
        return StopEntry(
            stop=f"S{len(self._stops) + 1}",
            event=StopEvent.REQUESTED,
            at=now,
            state=StopState.REQUESTED,
            version=1,
            actor=clean_text(actor),
            reason=clean_text(wish.reason),
            plant_hash=plant_hash,
            wish=replace(
                wish, reason=clean_text(wish.reason), work_order=clean_text(wish.work_order)
            ),
        )

    def answer(
        self, command: StopCommand, now: Instant, plant_hash: str
    ) -> StopEntry | StopRefusal:
        """The entry that a person's command makes, or what speaks against it."""
        stop = self._stops.get(command.stop)
        event = EVENTS[command.action]
        state = follow(stop.state if stop else None, event)
        if stop is None:
            return StopRefusal.UNKNOWN_STOP
        if command.exact not in (None, stop.version):
            return StopRefusal.VERSION_PASSED
        if isinstance(state, StopRefusal):
            return state
        if event in DECISIONS and now >= stop.wish.until:
            return StopRefusal.ALREADY_OVER
        objection = _object_to_person(command, stop) or _object_to_words(command)
        if objection is not None:
            return objection
        return _make_entry(stop, event, state, now, command.actor, command.reason, plant_hash)

    def find_due(self, now: Instant, plant_hash: str) -> Iterator[StopEntry]:
        """What the clock has done by ``now``, each dated to its own instant: one entry a stop.

        To be asked again once these are taken: what has begun may be over as well.
        """
        for stop in self._open.values():
            event, at = _DUE_FROM[stop.state], find_deadline(stop)
            state = follow(stop.state, event)
            if at <= now and isinstance(state, StopState):
                yield _make_entry(stop, event, state, at, SYSTEM, _REASONS[event], plant_hash)

    def next_due(self) -> Instant:
        """Before this instant the clock does nothing to any stop."""
        return min(map(find_deadline, self._open.values()), default=int(NEVER))


def is_open(stop: FiledStop) -> bool:
    """Whether a stop is not over yet."""
    return stop.state in _DUE_FROM


def find_deadline(stop: FiledStop) -> Instant:
    """When the clock changes a stop that is not over."""
    if stop.state is StopState.APPROVED:
        return max(stop.wish.start, stop.decided_at or stop.requested_at)
    return stop.wish.until


def fold(before: FiledStop | None, entry: StopEntry) -> FiledStop:
    """A stop after an entry.

    :raises ValueError: the first entry of a stop is no request.
    """
    if entry.wish is not None:
        stop, state = entry.stop, entry.state
        return FiledStop(stop, entry.wish, state, entry.version, entry.actor, entry.at)
    if before is None:
        raise ValueError(f"{entry.stop} was never requested")
    return replace(before, state=entry.state, version=entry.version, **_note(entry))


def _note(entry: StopEntry) -> Mapping[str, Any]:
    """What the kind of event changes beside state and version."""
    match entry.event:
        case StopEvent.APPROVED | StopEvent.REFUSED:
            return {"decided_by": entry.actor, "decided_at": entry.at, "note": entry.reason}
        case StopEvent.BEGAN:
            return {"began_at": entry.at}
        case StopEvent.ENDED:
            return {"ended_at": entry.at, "ended_by": entry.actor, "note": entry.reason}
        case _:
            return {"ended_by": entry.actor, "note": entry.reason}


def _object_to_person(command: StopCommand, stop: FiledStop) -> StopRefusal | None:
    own = command.actor == stop.requested_by
    if EVENTS[command.action] in DECISIONS and own:
        return StopRefusal.OWN_REQUEST
    if command.action in {StopAction.WITHDRAW, StopAction.END} and not (own or command.may_decide):
        return StopRefusal.NOT_YOURS
    return None


def _object_to_words(command: StopCommand) -> StopRefusal | None:
    """An approval may be silent; whatever denies or shortens somebody's stop says why."""
    silent = command.action is not StopAction.APPROVE and not command.reason.strip()
    return StopRefusal.REASON_MISSING if silent else None


def _make_entry(
    stop: FiledStop,
    event: StopEvent,
    state: StopState,
    at: Instant,
    actor: str,
    reason: str,
    plant_hash: str,
) -> StopEntry:
    version, who, why = stop.version + 1, clean_text(actor), clean_text(reason)
    return StopEntry(stop.id, event, at, state, version, who, why, plant_hash)
