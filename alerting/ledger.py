"""Which entries an alarm already has: no second one in the same place, none born twice.

The journal holds one entry per (alarm, event, at). This finds every new entry its place, and after
a restart it recognises the verdicts that the journal has and that the spool brings again. It
decides nothing about states.
"""

from dataclasses import dataclass, field

from alerting.alarm import JUDGED, Entry, Event
from plant.reading import Instant


@dataclass(slots=True)
class _Replay:
    """Verdicts of an alarm, or its suppressions, that the journal has and the spool brings again.

    ``active`` is whether its condition (or suppression) stood at the point that the spool has
    reached, while the alarm itself already stands where the journal ended; ``until`` is the last
    known instant.
    """

    active: bool
    until: Instant
    known: set[tuple[Event, Instant]] = field(default_factory=set)

    def add(self, event: Event, at: Instant) -> None:
        self.known.add((event, at))
        self.until = max(self.until, at)


@dataclass(slots=True)
class Ledger:
    """The newest instant of each event of each alarm, and what is still awaited from the spool.

    Two causes would make entries collide: a second command within the same millisecond, and a
    value that is sent twice for one instant and raises, returns and raises again. The later one
    gets the next free millisecond: an instant that is one off is better than an alarm that is
    missing.
    """

    last: dict[tuple[str, Event], Instant] = field(default_factory=dict)
    replays: dict[tuple[str, bool], _Replay] = field(default_factory=dict)

    def copy(self) -> "Ledger":
        """One that goes its own way from here; what is awaited of the spool stays with this."""
        return Ledger(dict(self.last))

    def place(self, alarm: str, event: Event, at: Instant) -> Instant:
        """``at``, or the first free instant after it."""
        return max(at, self.last.get((alarm, event), at - 1) + 1)

    def take(self, alarm: str, event: Event, at: Instant) -> None:
        self.last[alarm, event] = max(at, self.last.get((alarm, event), at))

    def expect(self, entry: Entry, *, active: bool) -> None:
        """Wait for a journalled event to come again; ``active``: its alarm stood so before it."""
        key = (entry.alarm, entry.event in JUDGED)
        self.replays.setdefault(key, _Replay(active, entry.at)).add(entry.event, entry.at)

    def expect_again(self, entry: Entry) -> None:
        """Wait for an event that a snapshot counts among the dealt with, at the place it had."""
        self.last.pop((entry.alarm, entry.event), None)
        self.expect(entry, active=entry.event in (Event.RETURNED, Event.UNSUPPRESSED))

    def recall(self, alarm: str, event: Event, at: Instant, due: Instant) -> bool:
        """Whether this event, due at ``due`` and placed at ``at``, was dealt with before."""
        key = (alarm, event in JUDGED)
        replay = self.replays.get(key)
        if replay is None:
            return False
        if due > replay.until:
            del self.replays[key]
            return False
        active = event in (Event.RAISED, Event.SUPPRESSED)
        if active is replay.active:
            return True  # it was no news then
        replay.active = active
        if (event, at) not in replay.known:
            return False
        self.take(alarm, event, at)
        return True
