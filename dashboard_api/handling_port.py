"""What the dashboard needs of handling records from the rest of the house.

Beside :mod:`dashboard_api.ports`, and adapted by who wires the product; everything is called on the
event loop's thread.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from alerting.handling import Act, Attachment, Handling, HandlingEntry
from alerting.handling_book import HandlingAnswer, HandlingQuery
from plant.reading import Instant


class HandlingDesk(Protocol):
    """Takes people's acts and knows every record there ever was.

    Every method raises :class:`dashboard_api.ports.UnavailableError` while the journal's database
    is away.
    """

    async def list_records(self, query: HandlingQuery) -> Sequence[Handling]:
        """The records that a query asks for, newest first."""
        ...

    async def list_newest(self, records: Sequence[int]) -> Mapping[int, HandlingEntry]:
        """What last happened to each of some records."""
        ...

    async def list_opened(
        self, start: Instant, end: Instant, enterprises: frozenset[str] | None
    ) -> Sequence[Handling]:
        """The records opened at start ≤ t < end, of some enterprises or of all."""
        ...

    async def show(self, record: int) -> tuple[Handling, Sequence[HandlingEntry]] | None:
        """A record and all that happened to it, None if there is none."""
        ...

    async def act(self, act: Act) -> HandlingAnswer:
        """Carry out an act; the answer comes once it is durable."""
        ...

    async def attach(self, act: Act, content: bytes) -> HandlingAnswer:
        """Keep a file durably, then carry out the act that tells of it."""
        ...

    async def fetch(self, attachment: Attachment) -> bytes | None:
        """The content of a file, None if it is gone or is not what was kept."""
        ...
