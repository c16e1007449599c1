"""What is stored of a tag beside what was sent of it: a count of loss that no counter can fool."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from plant.reading import Instant
from simulators.load.turns import Kept

_Reading = tuple[Instant, float | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """Readings ``sent`` of some tags; of them ``lost`` are not stored, ``doubled`` are stored more
    often than they were sent, and ``strange`` are stored and were never sent.
    """

    sent: int = 0
    lost: int = 0
    doubled: int = 0
    strange: int = 0

    def __add__(self, other: "Compared") -> "Compared":
        return Compared(
            self.sent + other.sent,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.strange + other.strange,
        )


def compare(
    kept: Kept, times: Sequence[Instant], values: Sequence[float | None], *, timed: bool = True
) -> Compared:
    """Compare one tag's readings, time and value together.

    :param times: of what is stored, with its ``values``.
    :param timed: the form carries times; otherwise the platform gave them, and values alone count.
    """
    sent, stored = Counter[_Reading](), Counter[_Reading]()
    sent.update(zip(kept.times if timed else repeat(0), kept.values, strict=False))
    stored.update(zip(times if timed else repeat(0), values, strict=False))
    more = stored - sent
    return Compared(
        sent.total(),
        (sent - stored).total(),
        sum(count for pair, count in more.items() if pair in sent),
        sum(count for pair, count in more.items() if pair not in sent),
    )
