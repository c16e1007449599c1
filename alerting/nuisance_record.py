"""What one alarm's activations say of it: chattering, fleeting, standing, long-standing.

A record is a fold of the alarm's entries; its marks are a function of the record and of now, so
that no cut of the entries and no clock in between can change them. What an alarm is raised
together with is :mod:`alerting.duplicates`' business.
"""

from dataclasses import dataclass
from enum import StrEnum

from plant.nuisance_figures import MarkFigures
from plant.reading import NEVER, Instant


class Nuisance(StrEnum):
    """The kinds of nuisance alarms (ISA-18.2 / IEC 62682, alarm metrics)."""

    CHATTERING = "chattering"
    FLEETING = "fleeting"
    STANDING = "standing"
    LONG_STANDING = "long_standing"
    """The standard's stale alarm; in this house ``stale`` is said of data."""
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class NuisanceMark:
    """One mark of an alarm.

    ``since``  ms: the first activation it stands for; of standing ones when they became so
    ``count``  activations it stands for
    ``until``  ms, when it ends if nothing more happens; None: with the activation
    ``peer``   of a duplicate: the alarm with which it is raised time after time, else empty
    """

    kind: Nuisance
    since: Instant
    count: int
    until: Instant | None
    peer: str = ""


@dataclass(frozen=True, slots=True)
class _Series:
    """Activations of one sort that follow one another: the first, the newest, how many."""

    since: Instant
    newest: Instant
    count: int


@dataclass(slots=True)
class Record:
    """What is remembered of one alarm.

    ``raised``        when its present activation began, None while it is not active
    ``acknowledged``  somebody acknowledged it since
    ``recent``        its newest activations, as many as make a burst
    ``chatter``       its bursts, each within the quiet time of the last
    ``fleeting``      its short activations with no long one between
    """

    raised: Instant | None = None
    acknowledged: bool = False
    recent: tuple[Instant, ...] = ()
    chatter: _Series | None = None
    fleeting: _Series | None = None

    def rise(self, at: Instant, figures: MarkFigures) -> None:
        """An activation begins."""
        self.raised, self.acknowledged = at, False
        self.recent = (*self.recent, at)[-figures.chatters :]
        burst = len(self.recent) == figures.chatters and at - self.recent[0] <= figures.chatter_ms
        if self.chatter is not None and at - self.chatter.newest >= figures.quiet_ms:
            self.chatter = None
        if self.chatter is not None:
            newest = at if burst else self.chatter.newest
            self.chatter = _Series(self.chatter.since, newest, self.chatter.count + 1)
        elif burst:
            self.chatter, self.fleeting = _Series(self.recent[0], at, figures.chatters), None

    def fall(self, at: Instant, figures: MarkFigures) -> None:
        """The activation ends, if there is one."""
        raised, self.raised = self.raised, None
        if raised is None or self._is_chattering(at, figures):
            return
        if self.acknowledged or at - raised > figures.fleeting_ms:
            self.fleeting = None
        elif self.fleeting and raised - self.fleeting.newest < figures.fleeting_memory_ms:
            self.fleeting = _Series(self.fleeting.since, at, self.fleeting.count + 1)
        else:
            self.fleeting = _Series(raised, at, 1)

    def marks(self, now: Instant, figures: MarkFigures) -> tuple[NuisanceMark, ...]:
        """What stands of it at ``now``, which is not before its last entry."""
        found = []
        if self.chatter is not None and self._is_chattering(now, figures):
            until = self.chatter.newest + figures.quiet_ms
            found.append(_mark(Nuisance.CHATTERING, self.chatter, until))
        elif self.fleeting is not None and self._is_fleeting(now, figures):
            until = self.fleeting.newest + figures.fleeting_memory_ms
            found.append(_mark(Nuisance.FLEETING, self.fleeting, until))
        if self.raised is not None and now - self.raised >= figures.long_standing_ms:
            since = self.raised + figures.long_standing_ms
            found.append(NuisanceMark(Nuisance.LONG_STANDING, since, 1, None))
        elif self.raised is not None and now - self.raised >= figures.standing_ms:
            since = self.raised + figures.standing_ms
            found.append(NuisanceMark(Nuisance.STANDING, since, 1, None))
        return tuple(found)

    def next_due(self, now: Instant, figures: MarkFigures) -> Instant:
        """The first instant after ``now`` at which its marks may change by themselves."""
        dues: list[Instant] = []
        if self.chatter is not None:
            dues.append(self.chatter.newest + figures.quiet_ms)
        if self.fleeting is not None:
            dues.append(self.fleeting.newest + figures.fleeting_memory_ms)
        if self.raised is not None:
            dues.append(self.raised + figures.fleeting_ms + 1)
            dues.append(self.raised + figures.standing_ms)
            dues.append(self.raised + figures.long_standing_ms)
        return min((due for due in dues if due > now), default=int(NEVER))

    def _is_chattering(self, at: Instant, figures: MarkFigures) -> bool:
        return self.chatter is not None and at - self.chatter.newest < figures.quiet_ms

    def _is_fleeting(self, now: Instant, figures: MarkFigures) -> bool:
        """Short activations, and the present one, if any, not yet a long or a noticed one."""
        if self.fleeting is None or now - self.fleeting.newest >= figures.fleeting_memory_ms:
            return False
        if self.raised is None:
            return True
        return not self.acknowledged and now - self.raised <= figures.fleeting_ms


def _mark(kind: Nuisance, series: _Series, until: Instant) -> NuisanceMark:
    return NuisanceMark(kind, series.since, series.count, until)
