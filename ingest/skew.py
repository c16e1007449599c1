"""How far a gateway's clock is from ours: one estimate a gateway, fed with one stamp a frame.

Contract section 1, rule 6. A stamp is the gateway's clock at sending where the frame tells it,
else the newest source time in the frame. What an estimate does to a reading's time is decided in
:mod:`ingest.timing`; who is a gateway, in :mod:`ingest.admission`.

A stamp that lies further back than the estimate allows has two readings: the frame waited
somewhere (broker queue, store and forward), or the clock was set back. Taken for a set clock, old
data would pass for live; taken for waiting, live data would pass for old and an alarm be late. So:

1. a clock at sending that runs backwards was set: believed at once;
2. otherwise the offset must stay put for :data:`PROOF_MS` while frames come, as a ticking clock's
   does and a draining queue's does not, whether it lies within tolerance or beyond;
3. a stamp further ahead than the estimate is believed at once: nothing arrives before it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, NamedTuple, Self

from plant.reading import Instant

TOLERANCE_MS: Final = 60_000
"""How far a clock may be off before its stamps are corrected (contract section 1, rule 6)."""

HALF_WINDOW_MS: Final = 150_000
"""The estimate is the smallest offset of this and the previous half window."""

PROOF_MS: Final = 3_000
"""How long a new offset must hold; with :data:`STEADY_MS` well inside the rule's 5 s."""

PROOF_FRAMES: Final = 3
STEADY_MS: Final = 2_000
"""How far offsets of one ticking clock may lie apart: the jitter of a network."""

_RIGHT_MS: Final = TOLERANCE_MS - STEADY_MS
"""A clock that is off by no more is well within tolerance."""

BACKWARDS_MS: Final = 10_000
"""Beyond tolerance a clock at sending was set only if it jumps back by more: frames that waited
for us repeat a few seconds. Within tolerance nothing is corrected for it, so any jump will do."""

BEHIND_MS: Final = 500
"""From here on an estimate is a clock that is behind ours, not a network that takes its time."""


class Correction(NamedTuple):
    """What to add to a frame's source times, and whether its clock is beyond tolerance."""

    skew: int
    suspect: bool


UNDOUBTED: Final = Correction(0, suspect=False)


@dataclass(slots=True)
class GatewayClock:
    """The estimate of one gateway; offsets are received − stamp, ms."""

    known: int = 0
    skew: int = 0
    newest: int = 0
    previous: int = 0
    turned: int = 0
    stamp: int = 0
    held: int = 0
    held_since: int = 0
    held_frames: int = 0

    def observe(self, stamp: Instant, received: Instant, *, sent: bool) -> Correction:
        """Take up one frame's stamp.

        :param sent: the stamp is the clock at sending, not the newest source time.
        """
        offset = received - stamp
        known = offset <= self.skew + TOLERANCE_MS
        if not self.known or self._was_set(offset, stamp, sent=sent):
            self._adopt(offset, received)
            known = True
        elif self._is_news(offset):
            known |= self._prove(offset, received)
        else:
            self.held_frames = 0
        if known:
            self._narrow(offset, received)
        # A doubted stamp is nothing that a clock could jump back from.
        self.stamp = stamp if known else max(stamp, self.stamp)
        skew = self._choose(offset) if sent and known else self.skew
        return Correction(skew, abs(skew) > TOLERANCE_MS)

    def is_steady(self, stamp: Instant, received: Instant) -> bool:
        """Whether a stamp shows no more than the jitter of a clock that is right.

        A clock at sending must also have gone on: then it was not set, nor is the frame old.
        """
        skew = self.skew
        return (
            0 <= received - stamp - skew <= STEADY_MS
            and received - self.turned < HALF_WINDOW_MS
            and -_RIGHT_MS <= skew <= _RIGHT_MS
            and self.known == 1
        )

    def keep(self, stamp: Instant, received: Instant) -> None:
        """Take up a stamp that is steady: what :meth:`observe` comes to then."""
        self.held_frames, self.stamp, offset = 0, stamp, received - stamp
        self.newest = min(self.newest, offset)

    @property
    def current(self) -> Correction:
        """The estimate without new evidence."""
        return Correction(self.skew, abs(self.skew) > TOLERANCE_MS)

    @property
    def behind(self) -> bool:
        """Whether the clock is believed to be behind ours: its stamps are older than the truth."""
        return self.skew > BEHIND_MS

    @property
    def right(self) -> bool:
        """Whether the clock is so well within tolerance that a network's jitter keeps it there."""
        return abs(self.skew) <= _RIGHT_MS

    def _was_set(self, offset: int, stamp: Instant, *, sent: bool) -> bool:
        back, grown = self.stamp - stamp, offset - self.skew
        if grown > TOLERANCE_MS:
            return sent and back > BACKWARDS_MS
        return sent and back > 0 and grown > BEHIND_MS

    def _choose(self, offset: int) -> int:
        """What a clock at sending is corrected by.

        The network's jitter is none of the clock's: frames that waited together for us keep the
        distance in time that they were sent with, and none falls on the instant of another.
        """
        return self.skew if offset <= self.skew + STEADY_MS else offset

    def _is_news(self, offset: int) -> bool:
        """Whether an offset is more than the jitter of the estimate, or crosses the tolerance."""
        crosses = offset > TOLERANCE_MS >= abs(self.skew)
        return crosses or offset > self.skew + STEADY_MS

    def _adopt(self, offset: int, received: Instant) -> None:
        self.known = 1
        self.skew = self.newest = self.previous = offset
        self.turned, self.held_frames = received, 0

    def _narrow(self, offset: int, received: Instant) -> None:
        """The smallest offset of the window: delays only ever add to the true one."""
        if received - self.turned >= HALF_WINDOW_MS:
            self.previous, self.newest, self.turned = self.newest, offset, received
        self.newest = min(self.newest, offset)
        self.skew = min(self.newest, self.previous)

    def _prove(self, offset: int, received: Instant) -> bool:
        """Whether the new offset has held long enough to be the clock's own."""
        if not self.held_frames or abs(offset - self.held) > STEADY_MS:
            self.held, self.held_since, self.held_frames = offset, received, 1
            return False
        self.held_frames += 1
        if self.held_frames < PROOF_FRAMES or received - self.held_since < PROOF_MS:
            return False
        self._adopt(min(offset, self.held), received)
        return True

    def save(self) -> list[int]:
        """All fields in their order."""
        # Told with every tick of every gateway: dataclasses.astuple takes twenty times as long.
        return [getattr(self, name) for name in _FIELDS]

    @classmethod
    def restore(cls, fields: Sequence[int]) -> Self:
        """The estimate that :meth:`save` wrote."""
        return cls(*fields)


_FIELDS: Final = tuple(field.name for field in fields(GatewayClock))
