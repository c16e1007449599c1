"""How busy the whole machine was meanwhile: what others do on it is in every figure, too."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STAT: Final = Path("/proc/stat")
_IDLE: Final = (3, 4)
"""Places of idle and iowait among the times of a line (proc(5))."""

_TIMES: Final = 8
"""What follows is counted in the first two already."""


@dataclass(frozen=True, slots=True)
class MachineTimes:
    """Time of all cores since the machine's start, in its own ticks."""

    busy: int
    whole: int

    def share_since(self, before: "MachineTimes") -> float:
        """The share of all cores that was busy meanwhile."""
        whole = self.whole - before.whole
        return (self.busy - before.busy) / whole if whole else 0.0


def read_machine() -> MachineTimes | None:
    """The machine's times so far; None where it does not tell them."""
    try:
        return parse_machine(_STAT.read_text(encoding="ascii"))
    except (OSError, ValueError, IndexError):
        return None


def parse_machine(text: str) -> MachineTimes:
    """The times in a ``/proc/stat``.

    :raises ValueError: it reads otherwise.
    """
    name, *words = text.splitlines()[0].split()
    if name != "cpu":
        raise ValueError("no times of all cores")
    times = [int(word) for word in words[:_TIMES]]
    whole = sum(times)
    return MachineTimes(whole - sum(times[place] for place in _IDLE), whole)
