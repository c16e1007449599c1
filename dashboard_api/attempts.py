"""Failed log-ins by name, so that guessing takes time. Pure: instants come in."""

from collections import OrderedDict
from typing import Final

from plant.reading import Instant

FREE_ATTEMPTS: Final = 5
LONGEST_WAIT_MS: Final = 30_000
"""Short on purpose: who locks an operator out of acknowledging does harm, too."""

_ATTEMPTS_KEPT: Final = 10_000


class TooManyAttemptsError(Exception):
    """Come back in ``wait_ms``; the password was not looked at."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(f"wait {wait_ms} ms")
        self.wait_ms = wait_ms


class Attempts:
    """Failed log-ins by name: a few are free, then each doubles the wait up to a bound.

    Holds at most 10,000 names, the longest untouched forgotten first.
    """

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, Instant, int]] = OrderedDict()
        """Name → failures, time of the last one, ms to wait from then."""

    def begin(self, name: str, now: Instant) -> None:
        """Count an attempt as failed until it succeeds, so that many at once gain nothing.

        :raises TooManyAttemptsError: while the name has to wait.
        """
        failed, last, wait = self._failed.get(name, (0, now, 0))
        if last <= now < last + wait:  # a clock that was set back locks nobody out
            raise TooManyAttemptsError(last + wait - now)
        over = failed + 1 - FREE_ATTEMPTS
        wait = min(1000 << min(over, 8), LONGEST_WAIT_MS) if over >= 0 else 0
        self._failed[name] = failed + 1, now, wait
        self._failed.move_to_end(name)
        if len(self._failed) > _ATTEMPTS_KEPT:
            self._failed.popitem(last=False)

    def succeed(self, name: str) -> None:
        """Forget the failures of a name."""
        self._failed.pop(name, None)
