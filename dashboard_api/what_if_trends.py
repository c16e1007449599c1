"""What is drawn of a scene: a tag's readings, its limits and alarms under either plant, the events.

How it is drawn is :mod:`dashboard_api.what_if_charts`'.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerting.what_if.comparison import Comparison
from alerting.what_if.run import Run
from alerting.what_if.scenes import Scene
from dashboard_api.what_if_wire import WhatIfLine, WhatIfSpan, WhatIfTrend
from dashboard_api.wire import Message
from detectors.rule_table import tell_stale_ms
from detectors.thinning import Readings, mark_silence
from historian.bins import summarise
from historian.port import Series
from historian.series import cut
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.message import name_source
from plant.quality import QualityClass, classify
from plant.reading import NEVER
from plant.words import Plant, Tag

BINS: Final = 300
"""Stretches of a scene; where it has many readings the lowest and highest of each are drawn."""


def trend_row(scene: Scene, readings: Readings, comparison: Comparison) -> WhatIfTrend:
    """A scene with what it shows.

    :param readings: of the tag, of the scene or more.
    """
    plants = (comparison.today.plant, comparison.other.plant)
    plant = next(one for one in plants if scene.tag in one.row_of)
    tag = plant.tags[plant.row_of[scene.tag]]
    drawn = _pick(scene, readings, tell_stale_ms(tag))
    named = name_source(plant, scene.tag)
    return WhatIfTrend(
        tag=scene.tag,
        label=Message(named.zh, named.en),
        unit=tag.unit,
        why=scene.why,
        start=scene.start,
        end=scene.end,
        bin_ms=drawn.bin_ms,
        t=tuple(drawn.t.tolist()),
        low=_list(drawn.low),
        high=_list(drawn.high),
        lines=tuple(_list_lines(scene.tag, *plants)),
        spans=tuple(
            span
            for run, tried in ((comparison.today, False), (comparison.other, True))
            for span in _list_spans(scene, run, tried=tried)
        ),
        events=tuple(
            one.reference.at
            for one in comparison.outcomes
            if scene.start <= one.reference.at < scene.end
            and scene.tag in {warner.rpartition(":")[0] for warner in one.reference.warners}
        ),
    )


class _Drawn(NamedTuple):
    """Width of the stretches, 0 for single readings; their times, lowest and highest values."""

    bin_ms: int
    t: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def _pick(scene: Scene, readings: Readings, stale_ms: int) -> _Drawn:
    """What is drawn of a tag; NaN where nothing is known."""
    told = mark_silence(readings, stale_ms)
    known = classify(told.status, told.value) != QualityClass.BAD
    series = Series(told.time, np.where(known, told.value, np.nan), told.status)
    own = cut(series, scene.start, scene.end)
    if len(own.time) <= 2 * BINS:
        return _Drawn(0, own.time, own.value, own.value)
    bins = summarise(own, scene.start, scene.end, BINS)
    before = np.searchsorted(own.time, bins.start, side="right") - 1
    held = np.where(before >= 0, own.value[before], np.nan)
    low, high = (np.where(bins.count > 0, one, held) for one in (bins.low, bins.high))
    return _Drawn(bins.width_ms, bins.start, low, high)


def _list(values: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(value if np.isfinite(value) else None for value in values.tolist())


def _list_lines(tag: str, today: Plant, other: Plant) -> Iterator[WhatIfLine]:
    old, new = (_find(plant, tag) for plant in (today, other))
    for condition in LEVEL_CONDITIONS:
        limits = [_find_limit(one, condition) for one in (old, new)]
        if limits != [None, None]:
            yield WhatIfLine(condition=condition, today=limits[0], other=limits[1])


def _find(plant: Plant, tag: str) -> Tag | None:
    row = plant.row_of.get(tag)
    return None if row is None else plant.tags[row]


def _find_limit(tag: Tag | None, condition: Condition) -> float | None:
    return None if tag is None or condition not in tag.alarms else tag.alarms[condition].limit


def _list_spans(scene: Scene, run: Run, *, tried: bool) -> Iterator[WhatIfSpan]:
    """The alarms of the tag that stood within the scene, in the order of their ids."""
    for alarm, course in run.courses.items():
        source, _, condition = alarm.rpartition(":")
        if source != scene.tag:
            continue
        times = course.times
        inside = (times.raised < scene.end) & (times.returned >= scene.start)
        for raised, returned in zip(
            times.raised[inside].tolist(), times.returned[inside].tolist(), strict=True
        ):
            end = None if returned >= NEVER else returned
            yield WhatIfSpan(condition=condition, tried=tried, start=raised, end=end)
