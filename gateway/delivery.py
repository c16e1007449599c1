"""What may be sent next, and which of the platform's promises to believe. Pure: no clock, no I/O.

Two doubts are decided here.

A broker's acknowledgement is no promise: brokers were measured to lose what they acknowledged. So
sending is a *pass* over everything above the platform's watermark; a new connection, or a
watermark that stands still too long, begins another pass.

The platform takes the first frame it sees of a run for the run's beginning. If it was not there
when the first frames were published, its watermark would silently promise those too. So a run is
*opened* by its first frame alone: only a watermark that names just that frame, while nothing else
was under way, shows that both count from the same place. A watermark heard before that is not
believed, and the run begins anew under another boot id. Readings wait for this a few seconds at
most, then they go all the same: annunciation outranks storage.
"""

from enum import Enum, auto
from typing import Final

OPENING_S: Final = 3.0
LONGEST_OPENING_S: Final = 30.0
"""How long a run's first frame goes alone; doubled each time that was too short."""

STALL_S: Final = 30.0
LONGEST_STALL_S: Final = 600.0
"""A watermark standing still so long has lost frames beneath it; doubled at each vain pass."""


class Belief(Enum):
    """What to do with a watermark."""

    NOTHING = auto()
    CONFIRM = auto()
    BEGIN_RUN = auto()


class Delivery:
    """Where sending stands. Instants are seconds of a monotonic clock.

    ``sent``: the last number published in this pass. ``stalls``: how many passes were begun
    because the watermark stood still.
    """

    def __init__(self) -> None:
        self.sent = 0
        self.stalls = 0
        self._confirmed = 0
        self._opened = False
        self._first: int | None = None
        self._moved = 0.0
        self._patience = STALL_S
        self._opening = OPENING_S

    def begin(self, confirmed: int, *, opened: bool, now: float) -> None:
        """A pass begins: everything above ``confirmed`` is to be sent."""
        self.sent = self._confirmed = confirmed
        self._opened, self._first, self._moved = opened, None, now

    def room(self, now: float) -> int | None:
        """How many frames may go now; None: as many as there are."""
        if self._opened:
            return None
        if self._first is None:
            return 1
        return None if now - self._moved >= self._opening else 0

    def note_sent(self, seq: int, now: float) -> None:
        """A frame goes out."""
        if self._first is None:
            self._first, self._moved = seq, now
        self.sent = seq

    def hear(self, seq: int, last: int, now: float) -> Belief:
        """A watermark of this run.

        :param last: the last number ever given; a promise beyond it is about another outbox.
        """
        if seq > last or (not self._opened and not seq == self._first == self.sent):
            self._opening = min(self._opening * 2, LONGEST_OPENING_S)
            return Belief.BEGIN_RUN
        self._opened = True
        if seq <= self._confirmed:
            return Belief.NOTHING
        self._confirmed, self._moved, self._patience = seq, now, STALL_S
        self.sent = max(self.sent, seq)
        return Belief.CONFIRM

    def stalled(self, now: float) -> bool:
        """Whether what was sent has waited too long for the watermark; asks for a new pass."""
        if self.sent == self._confirmed or now - self._moved < self._patience:
            return False
        self.stalls += 1
        self._patience = min(self._patience * 2, LONGEST_STALL_S)
        return True
