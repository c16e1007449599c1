"""Every figure beside its target, and whether it is met.

The targets and where they are from stand in plant/alarm_kpi.toml; which figure of a report each is
compared with is the one table here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from alerting.kpi.figures import Figures
from plant.alarm_kpi import Target, load_targets
from plant.condition import Priority


@dataclass(frozen=True, slots=True)
class Assessment:
    """A figure and its target; ``met`` and ``manageable`` are None where there is no figure."""

    target: Target
    value: float | None
    met: bool | None
    manageable: bool | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What targets are compared with: figures of all alarms, over ``length`` ms.

    ``frequent`` are the annunciations of the most frequent alarms.
    """

    figures: Figures
    length: int
    frequent: int
    configured: int


def _share(part: float | None, whole: float) -> float | None:
    return None if part is None or not whole else 100 * part / whole


def _share_of(priority: Priority) -> Callable[[Compared], float | None]:
    return lambda given: _share(given.figures.priorities[priority], given.figures.annunciated)


_VALUES: Final[Mapping[str, Callable[[Compared], float | None]]] = {
    "alarms_per_day": lambda given: given.figures.per_day,
    "alarms_per_hour": lambda given: given.figures.per_hour,
    "alarms_per_10min": lambda given: given.figures.per_10min,
    "peak_10min": lambda given: given.figures.peak_10min,
    "busy_slots": lambda given: _share(given.figures.busy_slots, given.figures.slots),
    "busy_hours": lambda given: _share(given.figures.busy_hours, given.figures.hours),
    "flood_time": lambda given: _share(given.figures.flood_ms, given.length),
    "bad_actor_share": lambda given: _share(given.frequent, given.figures.annunciated),
    "chattering": lambda given: given.figures.chattering_alarms,
    "fleeting": lambda given: given.figures.fleeting,
    "stale": lambda given: given.figures.stale_most,
    "standing": lambda given: _share(given.figures.standing_mean, given.configured),
    "share_critical": _share_of(Priority.CRITICAL),
    "share_high": _share_of(Priority.HIGH),
    "share_medium": _share_of(Priority.MEDIUM),
    "share_low": _share_of(Priority.LOW),
}
"""Target → the figure that it is a target of."""


def assess(given: Compared) -> Iterator[Assessment]:
    """Every target with its figure, in the order of the shipped file."""
    for name, target in load_targets().items():
        value = _VALUES[name](given)
        if value is None:
            yield Assessment(target, None, None, None)
        else:
            yield Assessment(target, value, target.is_met(value), target.is_manageable(value))
