"""What the journal's entries do to handling records: open them, count what recurs, note what ends.

A record is opened by the alarm, not by a person: whenever a critical or high alarm begins to call
people and none is open for it. Pure, and called with what is being committed, in its transaction.
"""

from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Final, Self

from alerting.alarm import ACTIVE, SYSTEM, Entry, Event, State, is_annunciated
from alerting.handling import Activation, Ending, Handling, HandlingEntry, Happening, Opening, Side
from alerting.handling_fold import fold
from alerting.kpi.places import NOWHERE, Site
from plant.condition import Priority
from plant.handling_limits import HandlingLimits
from plant.reading import Instant, Mark, name_marks
from plant.words import Plant

_SIMULATED: Final = name_marks(Mark.SIMULATED)[0]

_CALLING: Final = frozenset(
    {Event.RAISED, Event.UNSHELVED, Event.UNSUPPRESSED, Event.RETURNED_TO_SERVICE}
)
"""What an alarm begins to call people with."""

_ENDING: Final = {Event.RETURNED: Happening.RETURNED, Event.REMOVED: Happening.REMOVED}

CONCERNED: Final = _CALLING | _ENDING.keys()
"""The events that can change a record."""


@dataclass(frozen=True, slots=True)
class HandlingSite:
    """What a record notes of the plant in force when it is opened."""

    site: Site
    limits: HandlingLimits

    @classmethod
    def of(cls, plant: Plant) -> Self:
        """The site of a plant."""
        return cls(Site.of(plant), plant.handling_limits)


def follow_journal(
    entries: Iterable[Entry], known: MutableMapping[str, Handling], site: HandlingSite
) -> Iterator[HandlingEntry]:
    """What becomes of records by entries that are being committed, in their order.

    :param entries: with their ``seq``.
    :param known: alarm → its open record; is brought up to date.
    """
    for entry in entries:
        born = _follow(entry, known.get(entry.alarm), site)
        if born is not None:
            known[entry.alarm] = fold(known.get(entry.alarm), born)
            yield born


def _follow(entry: Entry, record: Handling | None, site: HandlingSite) -> HandlingEntry | None:
    if record is None:
        return _open(entry, site) if _begins_to_call(entry) else None
    ending = _ENDING.get(entry.event)
    if ending is not None:
        over = entry.state not in ACTIVE
        return _tell(entry, record, ending, Ending(entry.seq, entry.at)) if over else None
    if entry.event is Event.RAISED:
        again = Activation(entry.seq, entry.at, entry.priority, _is_simulated(entry))
        return _tell(entry, record, Happening.RECURRED, again)
    return None


def _begins_to_call(entry: Entry) -> bool:
    """Whether it is critical or high and people are called by it from now on."""
    urgent = entry.priority >= Priority.HIGH and entry.event in _CALLING
    return (
        urgent
        and entry.state is State.UNACKNOWLEDGED
        and is_annunciated(entry.held, entry.priority)
    )


def _open(entry: Entry, site: HandlingSite) -> HandlingEntry:
    source = entry.alarm.rpartition(":")[0]
    place = site.site.places.get(source, NOWHERE)
    opening = Opening(
        raised_at=entry.at,
        hazard=place.hazard,
        enterprise=place.enterprise,
        priority=entry.priority,
        drill=_is_simulated(entry),
        limits_ms=site.limits.find(entry.priority),
    )
    return HandlingEntry(
        record=entry.seq,
        alarm=entry.alarm,
        happening=Happening.OPENED,
        at=_date(entry),
        side=Side.PARK,
        actor=SYSTEM,
        version=1,
        plant_hash=entry.plant_hash,
        detail=opening,
    )


def _tell(
    entry: Entry, record: Handling, happening: Happening, detail: Activation | Ending
) -> HandlingEntry:
    return HandlingEntry(
        record=record.id,
        alarm=record.alarm,
        happening=happening,
        at=_date(entry),
        side=Side.PARK,
        actor=SYSTEM,
        version=record.version + 1,
        plant_hash=entry.plant_hash,
        detail=detail,
    )


def _date(entry: Entry) -> Instant:
    """Since when people could know: late data tell of what was hours ago."""
    return entry.at if entry.detected is None else max(entry.at, entry.detected)


def _is_simulated(entry: Entry) -> bool:
    return _SIMULATED in entry.marks
