"""Priority from consequence and time to respond, as data: the matrix, its scale, the target split.

The numbers and where they come from stand in alarm_priorities.toml. Whether a plant's alarm takes
its priority from here is :mod:`plant.rationalisation_settings`' business.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.condition import Priority
from plant.provenance import Provenance, load_tables, read_provenance
from plant.rationalisation import Severity

_FILE: Final = "alarm_priorities.toml"
_TABLES: Final = ("scale", "bands", "matrix", "split")


@dataclass(frozen=True, slots=True)
class AlarmPriorities:
    """The matrix: bands of minutes, a priority for each severity and band, and what is usual.

    ``from_min`` holds each band's lower edge, rising from 0; an edge belongs to the band that it
    begins. Above ``longest_min`` there is so much time that it is no alarm. ``scale`` says what
    each severity means, Chinese and English. ``split``: percent of the alarms that each priority
    should have; that of critical is an upper bound.
    """

    from_min: tuple[float, ...]
    longest_min: float
    matrix: Mapping[Severity, tuple[Priority, ...]]
    scale: Mapping[Severity, tuple[str, str]]
    split: Mapping[Priority, float]

    def find(self, severity: Severity, minutes: float) -> Priority | None:
        """The priority of an alarm, None where the time makes it none.

        :param minutes: time to respond, above 0.
        """
        if minutes > self.longest_min:
            return None
        return self.matrix[severity][bisect_right(self.from_min, minutes) - 1]


@cache
def load_alarm_priorities() -> AlarmPriorities:
    """The matrix that is shipped."""
    tables = load_tables(_FILE)
    matrix, scale, split = (tables[name] for name in ("matrix", "scale", "split"))
    return AlarmPriorities(
        from_min=tuple(tables["bands"]["from_min"]),
        longest_min=tables["bands"]["longest_min"],
        matrix={
            severity: tuple(Priority[word.upper()] for word in matrix[severity])
            for severity in Severity
        },
        scale={severity: (scale[severity]["zh"], scale[severity]["en"]) for severity in Severity},
        split={priority: split[priority.word] for priority in Priority},
    )


def name_provenances() -> tuple[Provenance, ...]:
    """Where the numbers come from, table by table."""
    return tuple(read_provenance(load_tables(_FILE)[name]) for name in _TABLES)
