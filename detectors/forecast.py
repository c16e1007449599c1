"""Forecast: how many minutes are left until a tag is at its high-high or low-low limit.

The time comes from the trend (:mod:`detectors.trend`) of the tank's volume where the plant tells
how one follows from the level and the limit lies inside what it tells, else of the tag itself, be
it a level, a temperature or a pressure. 10 to 15 minutes of filling between H and HH are what
SH/T 3007 asks for; the minutes at which to warn are the check's limit.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.grounds import Grounds
from detectors.kind import Kind
from detectors.points import Point, Points, Raised, list_checked, make_point
from detectors.series import Series
from detectors.slopes import Lookback, find_scale, look_back, make_windows, round_values
from detectors.tank import HOUR_MIN, Estimate, Vessels, estimate
from detectors.tracks import Track
from detectors.trend import FAR, find_minutes, find_motion, find_reach, fit_trend
from plant.condition import Condition
from plant.message import plain, with_unit
from plant.tag_kind import TagKind
from plant.wording import name_condition
from plant.words import Equipment, Plant, Tag

_UP: Final = (Condition.HH, Condition.H)
_DOWN: Final = (Condition.LL, Condition.L)
LIMITS: Final = (Condition.HH, Condition.H, Condition.L, Condition.LL)
"""The limits that an estimate tells the time to, in this order."""


class Goal(NamedTuple):
    """A limit that is forecast: its condition and its value in the tag's unit; NaN for none."""

    condition: Condition
    limit: float


def make_forecasts(plant: Plant) -> Kind | None:
    """Forecasts of all tags that ask for one."""
    points = tuple(
        make_point(row, tag, Condition.FORECAST, unit="min", low=True, figures=_list_figures(tag))
        for row, tag in list_checked(plant, Condition.FORECAST)
    )
    if not points:
        return None
    return Points(Condition.FORECAST.value, Series(Forecast(points, plant), plant))


class Forecast:
    """Minutes until the limit that each point's tag moves towards.

    FAR where it moves towards none, or has passed it already: then the limit itself alarms.
    """

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        tags = [plant.tags[point.inputs[0]] for point in points]
        tanks = [_find_tank(plant, tag) for tag in tags]
        self._units = [tag.unit for tag in tags]
        self._goals = [(find_goal(tag, _UP), find_goal(tag, _DOWN)) for tag in tags]
        self._vessels = Vessels.of(list(zip(tanks, self._units, strict=True)))
        up, down = (
            np.array([goals[side].limit for goals in self._goals], dtype=np.float64)
            for side in (0, 1)
        )
        self.by_volume = self._has_volumes(up) & self._has_volumes(down)
        every = np.arange(len(points), dtype=np.intp)
        self._up, self._down = self._convert(every, up), self._convert(every, down)
        self._limits = [
            self._convert(every, np.array([find_goal(tag, (one,)).limit for tag in tags]))
            for one in LIMITS
        ]
        self._window_ms = np.array([point.figures[0] for point in points], dtype=np.int64)
        self._scale = find_scale(np.array([point.settings.limit for point in points]))
        self.bases: Sequence[str] = [
            f"{unit} {point.figures[0]} {_describe(tank) if volume else ''}"
            for unit, point, tank, volume in zip(
                self._units, points, tanks, self.by_volume.tolist(), strict=True
            )
        ]
        self.windows = make_windows(self._window_ms)
        self.grounds = Grounds(points, width=4)

    def estimate(self) -> Estimate:
        """What is known of all points at their newest readings, arrays (points,).

        Volumes in m³ and rates in m³/h where ``by_volume``, elsewhere in the tag's unit (an hour);
        ``reach`` in the order of LIMITS.
        """
        every = np.arange(len(self.points), dtype=np.intp)
        return estimate(self.windows.tell(every), self._window_ms, self._limits)

    def explain(self, raised: Raised) -> str:
        """In how many minutes which limit is reached, between which bounds, and at which rate."""
        found = self.grounds.find(raised)
        if found is None:
            return ""
        low, high, rate, minutes = found
        goal = self._goals[raised.point][0 if rate > 0 else 1]
        name, unit = name_condition(goal.condition, TagKind.OTHER), self._units[raised.point]
        limit = with_unit(plain(goal.limit), unit)
        zh_rate, en_rate = self._word_rate(raised.point, rate)
        left, soonest, latest = (_word_minutes(one) for one in (minutes, low, high))
        ends = f"{soonest}–{latest}" if high < FAR else f"≥ {soonest}"
        source = self.points[raised.point].source
        return (
            f"{source} 按当前速率约 {left} min（{ends}）后到达{name.zh} {limit}；{zh_rate}"
            f" {source}: at the present rate {name.en} {limit} in about {left} min ({ends});"
            f" {en_rate}"
        )

    def _word_rate(self, point: int, rate: float) -> tuple[str, str]:
        if self.by_volume[point]:
            amount = f"{abs(rate) * HOUR_MIN:.4g} m³/h"
            words = ("充装", "filling at") if rate > 0 else ("外输", "drawing at")
        else:
            amount = with_unit(f"{abs(rate):.4g}", f"{self._units[point]}/min")
            words = ("上升", "rising at") if rate > 0 else ("下降", "falling at")
        return f"{words[0]} {amount}", f"{words[1]} {amount}"

    def follow(self, track: Track) -> NDArray[np.float64]:
        """The minutes left after readings, unknown until their windows are covered."""
        quantities = track.tell(self._convert(track.point, track.value))
        told = np.isfinite(quantities.value)
        if told.all():
            return self._forecast(quantities)
        minutes = np.full(len(track), np.nan)
        if told.any():
            minutes[told] = self._forecast(quantities.select(told))
        return minutes

    def _forecast(self, track: Track) -> NDArray[np.float64]:
        held, left = self.windows.take(track), np.empty(len(track))
        for part in track.cut():
            point = track.point[part]
            back = look_back(held.tell(part), self._window_ms[point])
            left[part], target = self._look_ahead(point, back)
            beyond = self.grounds.find_beyond(point, left[part])
            if len(beyond):
                trend = fit_trend(back.select(beyond))
                reach = find_reach(trend, target[beyond])
                figures = [reach.low, reach.high, trend.rate, left[part][beyond]]
                self.grounds.note(track, part.start + beyond, left, np.stack(figures, axis=1))
        return left

    def recall(self) -> NDArray[np.float64]:
        """The minutes left from the newest readings on."""
        every = np.arange(len(self.points), dtype=np.intp)
        return self._look_ahead(every, look_back(self.windows.tell(every), self._window_ms))[0]

    def _look_ahead(
        self, point: NDArray[np.intp], back: Lookback
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The minutes left, and the quantities at which they are over."""
        newest, rate = find_motion(back)
        target = np.where(rate > 0, self._up[point], self._down[point])
        left = round_values(find_minutes(newest[1], rate, target), self._scale[point])
        left[left == 0] = FAR  # less than their last digit is none
        return left, target

    def _has_volumes(self, limit: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Bool (points,): a volume is known at limits, float64 (points,), NaN for none."""
        volume = self._vessels.measure(np.arange(len(limit), dtype=np.intp), limit)
        known: NDArray[np.bool_] = np.isfinite(volume) | np.isnan(limit)
        known &= self._vessels.shape != 0
        return known

    def _convert(self, point: NDArray[np.intp], value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Volumes where a point goes by volume, else the values as they are."""
        by_volume = self.by_volume[point]
        if not by_volume.any():
            return value
        return np.where(by_volume, self._vessels.measure(point, value), value)


def _word_minutes(minutes: float) -> str:
    return f"{minutes:.1f}" if minutes < 10 else f"{minutes:.0f}"


def find_goal(tag: Tag, conditions: tuple[Condition, ...]) -> Goal:
    """The first of these limits that a tag has; without any the first, at NaN."""
    for condition in conditions:
        if condition in tag.alarms:
            return Goal(condition, tag.alarms[condition].limit)
    return Goal(conditions[0], np.nan)


def _list_figures(tag: Tag) -> tuple[float, ...]:
    goals = (find_goal(tag, _UP).limit, find_goal(tag, _DOWN).limit)
    return (tag.checks[Condition.FORECAST].window_ms, *goals)


def _find_tank(plant: Plant, tag: Tag) -> Equipment:
    """The tank whose level a tag is; what has no figures for any other tag."""
    tank = plant.equipment_of.get(tag.equipment)
    if tank is None or tag.kind is not TagKind.LEVEL:
        return Equipment(tag.equipment, tag.hazard, "", "")
    return tank


def _describe(tank: Equipment) -> str:
    return f"{tank.shape} {sorted(tank.figures.items())} {tank.strapping}"
