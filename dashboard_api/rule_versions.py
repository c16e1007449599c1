"""Rule versions (规则版本): which plant directory was in force, as the dashboard asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from plant.changes import PlantChange
from plant.reading import Instant

Cause = Literal["start", "reload", "refused"]


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A plant directory that was put in force, or was refused and was not.

    ``hash`` is the plant's, of a refused one the one that stayed in force; ``by`` what asked for
    it; ``complaints`` why it was refused.
    """

    seq: int
    at: Instant
    hash: str
    cause: Cause
    by: str
    tags: int
    complaints: tuple[str, ...] = ()


class RuleVersionDesk(Protocol):
    """Keeps what was in force. Every call raises :class:`dashboard_api.ports.UnavailableError`
    where its file can't be read.
    """

    async def list_versions(self, before: int | None, limit: int) -> Sequence[RuleVersion]:
        """The newest with a number < ``before``, newest first."""
        ...

    async def compare(self, seq: int) -> tuple[RuleVersion | None, Sequence[PlantChange]] | None:
        """What changed with a version against the one in force before it, which is None for the
        first; None where there is no such version, or no copy of its rules.
        """
        ...
