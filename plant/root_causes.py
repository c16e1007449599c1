"""Root causes that a plant declares: one alarm that explains a crowd of others, as records.

As the plant directory gives them, checked. Marking the consequences while a root cause stands is
alerting's business; consequences that follow from votes and interlocks are not declared here.
"""

from dataclasses import dataclass

from plant.condition import Condition


@dataclass(frozen=True, slots=True)
class Affected:
    """What a root cause reaches: everything in these hazards, of this equipment, and these tags."""

    hazards: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RootCause:
    """While the alarm ``source:condition`` stands, alarms of what it affects are its consequences
    (e.g. 仪表气源失压, instrument air lost). Marked, never hidden.

    ``window_ms``: only what is raised within so long after it; None: for as long as it stands.
    """

    id: str
    name: str
    source: str
    condition: Condition
    affects: Affected
    name_en: str = ""
    window_ms: int | None = None

    @property
    def alarm(self) -> str:
        """The id of the alarm that is the cause."""
        return f"{self.source}:{self.condition}"
