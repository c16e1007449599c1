"""What gateways speak of and the plant directory does not know, for the engineer to adopt.

One line a name, however often it comes. A gateway that invents names is bounded: beyond that many
names only their number is counted. Since the start; what it cost to refuse them is in the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from plant.reading import Instant

MOST: Final = 1000
"""Names kept a gateway."""


@dataclass(slots=True)
class UnknownTag:
    """A name with how often it came, when first and last (our clock), and what it last said.

    ``value`` is NaN where that was no number.
    """

    tag: str
    count: int
    first: Instant
    last: Instant
    value: float


@dataclass(slots=True)
class UnknownTags:
    """The unknown names of one gateway; ``more`` counts readings of names beyond :data:`MOST`."""

    more: int = 0
    _known: dict[str, UnknownTag] = field(default_factory=dict)

    def note(self, tags: Sequence[str], values: Sequence[float], at: Instant) -> None:
        """Take up readings that were refused because of their names; both of one length."""
        for tag, value in zip(tags, values, strict=True):
            line = self._known.get(tag)
            if line is not None:
                line.count, line.last, line.value = line.count + 1, at, value
            elif len(self._known) < MOST:
                self._known[tag] = UnknownTag(tag, 1, at, at, value)
            else:
                self.more += 1

    def list(self) -> Sequence[UnknownTag]:
        """In the order of their names."""
        return [self._known[tag] for tag in sorted(self._known)]
