"""The exit codes of every command (contract section 2)."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BAD_CONFIGURATION = 3
    UNREACHABLE = 4
    BUSY = 5
