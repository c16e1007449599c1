"""What the outbox and the forwarder know of a source: bodies of frames and a place to go on from.

Files are read by :mod:`gateway.table_source`. OPC UA and Modbus, when they come, are files beside
it that satisfy the same protocol; each only ever reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Taken:
    """What one reading of a source gave.

    ``bodies``: frames as JSON (contract section 5), without the keys that sending adds.
    ``place`` says where to go on; kept in one transaction with the bodies, nothing is lost or
    doubled. None: nothing has changed. ``more``: there is more to be had at once.
    """

    bodies: Sequence[bytes]
    place: str | None
    more: bool = False


class Source(Protocol):
    """Something that is read beside the DCS. ``name`` is how ``…/status`` calls it."""

    @property
    def name(self) -> str: ...

    @property
    def trouble(self) -> str:
        """Why the source counts as down, empty while it is up."""
        ...

    def read(self, place: str | None, now: Instant) -> Taken:
        """Read on from ``place``; never raises for what the source does, and never writes."""
        ...
