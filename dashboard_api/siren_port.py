"""The sirens (声光报警器) of the monitoring centre, as a desk's sound test asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class SirenCall:
    """A siren that was told to sound: by whom, and what its channel said of it."""

    id: str
    siren: str
    at: Instant
    by: str
    delivered: bool
    words: str


class SirenBusyError(Exception):
    """The siren is being tested, from this desk or another."""


class SirenRestingError(Exception):
    """The siren was tested a moment ago."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(f"tested a moment ago: again in {-(-wait_ms // 1000)} s")
        self.wait_ms = wait_ms


class Sirens(Protocol):
    """Tells sirens to sound for a test, and remembers for a while what came of it."""

    @property
    def names(self) -> Sequence[str]:
        """Those that there are, in the order of the settings."""
        ...

    async def sound(self, name: str, by: str, desk: str) -> SirenCall:
        """Send a siren's channel a test; within the time that is allowed for it.

        :param name: one of :attr:`names`.
        :raises SirenBusyError: it is being tested.
        :raises SirenRestingError: it was tested a moment ago.
        """
        ...

    def find(self, call: str) -> SirenCall | None:
        """What came of an earlier test by its id; None when it is forgotten."""
        ...
