"""What an InfluxDB's answers mean to who writes and reads. Pure.

Sources: InfluxDB v2 "Troubleshoot issues writing data" (response codes); InfluxDB 1.6.7 as it was
seen (it says with 400 what 2 says with 422).
"""

import re
from dataclasses import dataclass
from typing import Final

from historian.port import HistorianRefusedError, HistorianUnavailableError

_TO_SPLIT: Final = frozenset({400, 413})
_FOR_NOW: Final = frozenset({408, 425, 429})
_DROPPED: Final = re.compile(r"dropped=(\d+)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """An answer that is no yes; ``retry_after_s`` where it says when to come again."""

    status: int
    message: str
    retry_after_s: float | None = None

    @property
    def splits(self) -> bool:
        """Nothing says which lines are at fault: half of them may be taken."""
        return self.status in _TO_SPLIT and not self.dropped

    @property
    def partial(self) -> bool:
        """All lines were taken but those that never will be."""
        return self.status == 422 or self.dropped > 0

    @property
    def dropped(self) -> int:
        """How many points a partial write says that it left out, 0 if it says nothing."""
        found = _DROPPED.search(self.message) if "partial write" in self.message else None
        return int(found[1]) if found else 0

    def blame(self) -> Exception:
        """What the port calls it: unavailable is for trying again, refused for a person."""
        told = f"{self.status}: {self.message}"
        if self.status in _FOR_NOW or self.status >= 500:
            return HistorianUnavailableError(told, self.retry_after_s)
        return HistorianRefusedError(told)


def read_retry_after(text: str | None) -> float | None:
    """A Retry-After in seconds; the form with a date is not worth a clock."""
    return float(text) if text and text.isdecimal() else None
