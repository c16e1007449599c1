"""The record of an alarm's rationalisation (报警合理化): why it exists and what is done about it.

IEC 62682 (GB/T 41261-2022) and ANSI/ISA-18.2 want each alarm's cause, consequence, operator action
and time to respond on record. Here are only the words; where a plant writes them is
:mod:`plant.rationalisation_columns`, how they are inherited :mod:`plant.rationalisation_settings`,
and which priority follows from them :mod:`plant.alarm_priorities`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plant.condition import LEVEL_CONDITIONS, Condition, Priority

PLAIN: Final = frozenset(
    {*LEVEL_CONDITIONS, Condition.DIGITAL, Condition.VOTED, Condition.GAS_CONFIRMED}
)
"""The conditions that a record written without a condition is about: the process has left its
limits. A frozen value or a lost gateway wants another action, so theirs have to be named."""


class Severity(StrEnum):
    """How grave the consequence is if nobody responds; alarm_priorities.toml describes each."""

    MINOR = "minor"
    SERIOUS = "serious"
    SEVERE = "severe"
    CATASTROPHIC = "catastrophic"


@dataclass(frozen=True, slots=True)
class Rationalisation:
    """What is on record about one alarm; empty or None where nothing is written.

    ``respond_within_min`` is the longest time, in minutes from the raise, within which the action
    still prevents the consequence. ``procedure`` names a procedure or an emergency plan,
    ``drawing`` a drawing. ``priority`` is what the matrix makes of severity and time, None where
    either is missing or the matrix says that this is no alarm.
    """

    cause: str = ""
    cause_en: str = ""
    consequence: str = ""
    consequence_en: str = ""
    action: str = ""
    action_en: str = ""
    procedure: str = ""
    procedure_en: str = ""
    drawing: str = ""
    drawing_en: str = ""
    severity: Severity | None = None
    respond_within_min: float | None = None
    priority: Priority | None = None

    @property
    def has_action(self) -> bool:
        """Whether it says, in either language, what the operator does."""
        return bool(self.action or self.action_en)


NOTHING: Final = Rationalisation()
"""The record of an alarm about which nothing is written."""
