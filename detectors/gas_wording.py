"""The words of a confirmed gas alarm: the heads, the wind, and from where the gas may have come.

Text and the looking up of what it needs. What is confirmed is :mod:`detectors.gas_arrays`'
business, the geometry :mod:`detectors.gas_source`'s.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.gas_source import Sector, Wind, find_sector, name_bearing, to_metres
from detectors.latest import Latest, Seen, find_latest
from detectors.rule_table import turn_alarm
from detectors.vote_wording import state_value
from plant.condition import Condition
from plant.units import Conditions, find_conversion
from plant.wind_spread import load_wind_spread
from plant.wording import Words
from plant.words import GasArray, Plant, Tag

_UNTOLD: Final = Words("无法判断来源", "the source can't be told")


class Head(NamedTuple):
    """A head that counts, with its value when it was confirmed."""

    tag: Tag
    value: float


class ArrayWords:
    """What is said of one array."""

    def __init__(self, plant: Plant, array: GasArray) -> None:
        self._array = array
        self._rows = [plant.row_of[tag] for tag in array.tags]
        self._tags = [plant.tags[row] for row in self._rows]
        self._wind = WindTags(plant, array)

    def explain(self, heads: Sequence[int], rise: Sequence[float], seen: Seen | None) -> str:
        """Why an array was confirmed.

        :param heads: which of its heads count, by their place in it.
        :param rise: the value with which each rose.
        :param seen: what had come by then; None where no reading confirmed it.
        """
        shown = []
        for head, value in zip(heads, rise, strict=True):
            latest = find_latest(seen, self._rows[head]) if seen else None
            shown.append(Head(self._tags[head], latest.value if latest else value))
        window = f"{self._array.window_s:g} s"
        values = [state_value(head.tag, self._array.condition, head.value) for head in shown]
        zh = [f"{window} 内 {len(shown)} 个探头报警：{'、'.join(values)}"]
        en = [f"{len(shown)} heads within {window}: {', '.join(values)}"]
        if seen is not None:
            source = self._explain_source(shown, self._wind.find(seen))
            zh.append(source.zh)
            en.append(source.en)
        return f"{'；'.join(zh)} {'; '.join(en)}"

    def _explain_source(self, heads: Sequence[Head], wind: Wind | None) -> Words:
        located = [head for head in heads if head.tag.location is not None]
        if wind is None:
            return _leave_untold("风向未知", "wind unknown")
        if not located:
            return _leave_untold("探头位置未知", "no location of a head is known")
        position = to_metres(np.array([head.tag.location for head in located], dtype=np.float64))
        weight = np.array([self._weigh(head) for head in located])
        sector = find_sector(position, weight, wind, load_wind_spread())
        if sector is None:
            speed = f"{wind.speed:.3g} m/s"
            return _leave_untold(f"风向未知（静风 {speed}）", f"calm ({speed})")
        return _tell_sector(sector, wind, located[_find_nearest(position, sector)].tag.id)

    def _weigh(self, head: Head) -> float:
        """How many times its limit a head shows; 1 at the limit, also where that is 0."""
        alarm = head.tag.alarms[self._array.condition]
        if alarm.condition is Condition.DIGITAL or alarm.limit == 0:
            return 1.0
        sign, trip, _ = turn_alarm(alarm, float32=head.tag.float32)
        return 1.0 + max(sign * head.value - trip, 0.0) / abs(alarm.limit)


class WindTags:
    """Which tags tell an array's wind, and how its speed becomes m/s."""

    def __init__(self, plant: Plant, array: GasArray) -> None:
        self._direction = plant.row_of.get(array.wind_direction, -1)
        self._speed = plant.row_of.get(array.wind_speed, -1)
        unit = plant.tags[self._speed].unit if self._speed >= 0 else ""
        self._conversion = find_conversion(unit or "m/s", "m/s", Conditions())

    def find(self, seen: Seen) -> Wind | None:
        """The wind when an array was confirmed; None where either half is unknown."""
        direction, speed = self._look(seen, self._direction), self._look(seen, self._speed)
        if direction is None or speed is None or isinstance(self._conversion, str):
            return None
        return Wind(direction.value % 360, self._conversion.convert(speed.value))

    @staticmethod
    def _look(seen: Seen, row: int) -> Latest | None:
        return find_latest(seen, row) if row >= 0 else None


def _find_nearest(position: NDArray[np.float64], sector: Sector) -> int:
    away = position - np.array(sector.centre)
    return int(np.argmin((away**2).sum(axis=1)))


def _leave_untold(zh: str, en: str) -> Words:
    return Words(f"{zh}，{_UNTOLD.zh}", f"{en}, {_UNTOLD.en}")


def _tell_sector(sector: Sector, wind: Wind, head: str) -> Words:
    left, right = sector.edges
    point = name_bearing(sector.bearing)
    edges = f"({left:.0f}°–{right:.0f}°)"
    blows = f"{wind.direction:.0f}° {wind.speed:.3g} m/s"
    return Words(
        f"风向 {blows}，可能来自 {head} 的 {point} 方向 {edges}",
        f"wind from {blows}, likely from {point} of {head} {edges}",
    )
