"""Conditions and priorities: what an alarm is an alarm of, and how urgent it is.

The names are the words on the wire (contract section 1, rule 1). Which condition is true is the
detectors' business, what an operator does about it alerting's.
"""

from enum import IntEnum, StrEnum


class Condition(StrEnum):
    """A condition has its own alarm, whose id is ``{source}:{condition}``."""

    LL = "LL"
    L = "L"
    H = "H"
    HH = "HH"
    RATE = "rate"
    DEVIATION = "deviation"
    DISCREPANCY = "discrepancy"
    DIGITAL = "digital"
    STALE = "stale"
    BAD_QUALITY = "bad_quality"
    OUT_OF_RANGE = "out_of_range"
    FROZEN = "frozen"
    SPIKE = "spike"
    CLOCK = "clock"
    PROTECTION_LOST = "protection_lost"
    VOTED = "voted"
    DEMAND = "demand"
    INTERLOCK_FAILED = "interlock_failed"
    INTERLOCK_UNVERIFIED = "interlock_unverified"
    SPURIOUS_TRIP = "spurious_trip"
    DEMAND_WHILE_BYPASSED = "demand_while_bypassed"
    BYPASS_OVERDUE = "bypass_overdue"
    PROOF_TEST_OVERDUE = "proof_test_overdue"
    BALANCE = "balance"
    FORECAST = "forecast"
    MODEL = "model"
    GATEWAY_LOST = "gateway_lost"
    GATEWAY_GAP = "gateway_gap"
    SYSTEM = "system"
    NOISE_LOST = "noise_lost"
    IMPLAUSIBLE = "implausible"
    STEL = "stel"
    TWA = "twa"
    GAS_CONFIRMED = "gas_confirmed"


LEVEL_CONDITIONS = (Condition.LL, Condition.L, Condition.H, Condition.HH)
"""The four limits of a tag (阈值下下限, 下限, 上限, 上上限)."""


DOUBTS = (Condition.SPIKE, Condition.FROZEN, Condition.NOISE_LOST, Condition.IMPLAUSIBLE)
"""Our own tests of a measurement (contract section 1, rule 5): while one stands its tag bears the
mark of that name. They never make a reading unknown."""


class Priority(IntEnum):
    """Alarm priority (报警优先级 低/中/高/紧急); a larger number is more urgent."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The priority as it stands in files and on the wire."""
        return self.name.lower()
