"""The parts of the platform whose failing people are told of like an alarm.

Only the words, in a fixed order; noticing a failure is :mod:`hazardwatch.watch`'s business, and
what becomes of it that of :mod:`detectors.troubles`.
"""

from enum import StrEnum


class Subsystem(StrEnum):
    """The source of a ``system`` alarm; its id is ``{subsystem}:system``."""

    SPOOL = "spool"
    JOURNAL = "journal"
    BROKER = "broker"
    DISK = "disk"
    HISTORIAN = "historian"
    DETECTORS = "detectors"
    NOTICES = "notices"


SUBSYSTEMS = tuple(Subsystem)
"""In the order of every array that has one place a subsystem."""
