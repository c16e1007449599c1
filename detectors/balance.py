"""Balance: what a tank's level gains or loses beyond what its flow meters account for.

A leak from the shell or a valve that leaks through moves no level to a limit for hours; the
volume by the level, held against the metered inflow and outflow, shows it in minutes (API RP 1130
calls this volume balance for pipelines). The value is the robust slope of volume less metered net
inflow over a window, in m³/h, whichever way it goes. Thermal expansion is not taken out: what a
limit must leave open for it stands in docs/judging.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.grounds import Grounds
from detectors.groups import spread_groups
from detectors.kind import Arrivals, Kind
from detectors.meters import HOUR_MS, MeterLog, Meters
from detectors.points import (
    NO_SAMPLES,
    Deriver,
    Point,
    Points,
    Raised,
    Samples,
    list_checked,
    make_point,
)
from detectors.slopes import Lookback, find_scale, find_slope, look_back, make_windows, round_values
from detectors.sparse_table import SparseTable
from detectors.tank import Vessels
from detectors.tracks import Track
from plant.condition import Condition
from plant.quality import STATUS_OF_CLASS, QualityClass
from plant.reading import NEVER
from plant.units import Conditions, find_conversion
from plant.words import Plant, Tag

UNIT: Final = "m³/h"
_LEVEL: Final = -1
"""The member that a level is; flows are numbered from 0."""


def make_balances(plant: Plant) -> Kind | None:
    """Balances of all tanks that ask for it."""
    points, flows = [], []
    for row, tag in list_checked(plant, Condition.BALANCE):
        own = tag.checks[Condition.BALANCE].flows
        inputs = (row, *(plant.row_of[name] for name, _ in own))
        points.append(make_point(row, tag, Condition.BALANCE, inputs=inputs, unit=UNIT))
        flows.append(tuple(sign * _find_factor(plant, name) for name, sign in own))
    if not points:
        return None
    return Points(Condition.BALANCE.value, Balance(tuple(points), flows, plant))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What some readings are to tanks, arrays (m,): the reading's place, the point, the member."""

    place: NDArray[np.intp]
    point: NDArray[np.intp]
    member: NDArray[np.intp]

    def take(self, wanted: NDArray[Any]) -> "_Heard":
        return _Heard(self.place[wanted], self.point[wanted], self.member[wanted])

    def sort(self, readings: int) -> tuple["_Heard", NDArray[np.intp]]:
        """By point and by arrival, with a key that rises with both; ``readings``: of the tick."""
        key = self.point * readings + self.place
        order = np.argsort(key, kind="stable")
        return self.take(order), key[order]


class Balance(Deriver):
    """The unaccounted flow of each tank; ``figures``: window, direction.

    :param flows: for each point the factors of its meters, to m³/h into the tank.
    """

    def __init__(
        self, points: tuple[Point, ...], flows: Sequence[Sequence[float]], plant: Plant
    ) -> None:
        self.points = points
        tags = [plant.tags[point.inputs[0]] for point in points]
        self._vessels = Vessels.of([(plant.equipment_of[tag.equipment], tag.unit) for tag in tags])
        self._bases = [
            f"{point.figures} {own} µL {plant.equipment_of[tag.equipment]}"
            for point, own, tag in zip(points, flows, tags, strict=True)
        ]
        self._names = [_name_flows(tag) for tag in tags]
        self._window_ms = np.array([point.figures[0] for point in points], dtype=np.int64)
        self._scale = find_scale(np.array([point.settings.limit for point in points]))
        self._factor, self._row = _pad(flows, points)
        self.meters = Meters.of((self._row >= 0).ravel())
        self.windows = make_windows(self._window_ms)
        self.grounds = Grounds(points, width=3)
        self._find_members(len(plant.tags))

    def _find_members(self, tags: int) -> None:
        """Sort what each tag is to which tank by tag."""
        members = sorted(
            (row, point, place - 1)
            for point, own in enumerate(self.points)
            for place, row in enumerate(own.inputs)
        )
        row, self._point, self._member = np.array(members, dtype=np.intp).T.copy()
        self._first = np.searchsorted(row, np.arange(tags + 1))
        self._asked = np.zeros(tags, dtype=np.bool_)
        self._asked[row] = True

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample for each level, and an unknown one for each flow that can't be told."""
        self.grounds.begin()
        reading = arrivals.select(self._asked)
        if len(reading) == 0:
            return NO_SAMPLES
        member, which = spread_groups(self._first, arrivals.row[reading])
        heard = _Heard(reading[which], self._point[member], self._member[member])
        is_level = heard.member == _LEVEL
        log, lost = self._meter(arrivals, heard.take(~is_level))
        told = self._gauge(arrivals, heard.take(is_level), log)
        log.keep()
        samples = _merge(lost, told)
        self.grounds.release(arrivals, samples)
        return samples

    def lose(self, tags: NDArray[np.intp]) -> None:
        """A flow that is silent is unknown, and so is all that it has to account for."""
        member, _ = spread_groups(self._first, tags)
        flows = member[self._member[member] != _LEVEL]
        self.meters.flow[self._number(self._point[flows], self._member[flows])] = np.nan
        self.windows.forget(self._point[flows])

    def _number(self, point: NDArray[np.intp], member: NDArray[np.intp]) -> NDArray[np.intp]:
        """The meters that members of points are."""
        meter: NDArray[np.intp] = point * self._row.shape[1] + member
        return meter

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The windows, and what the meters last said."""
        meters = self.meters
        return {
            **self.windows.arrays(),
            "meter_time": meters.time.reshape(self._row.shape),
            "meter_flow": meters.flow.reshape(self._row.shape),
            "meter_total": meters.total.reshape(self._row.shape),
            "meter_quality": meters.quality.reshape(self._row.shape),
        }

    def tables(self) -> Mapping[str, SparseTable]:
        """The grounds of what was beyond."""
        return {"grounds": self.grounds.table}

    def recall(self) -> NDArray[np.float64]:
        """What the windows say as they stand."""
        every = np.arange(len(self.points), dtype=np.intp)
        back = look_back(self.windows.tell(every), self._window_ms)
        return self._judge(every, find_slope(back))

    def list_bases(self) -> Sequence[str]:
        """Window, meters and tank."""
        return self._bases

    def renew(self, other: NDArray[np.bool_]) -> None:
        """Begin tanks of another basis anew."""
        self.windows.forget(other)
        begun = other.repeat(self._row.shape[1])
        unheard = Meters.of((self._row >= 0).ravel())
        for name in ("time", "flow", "total", "quality"):
            getattr(self.meters, name)[begun] = getattr(unheard, name)[begun]

    def explain(self, raised: Raised) -> str:
        """How much is not accounted for, over what time, and by which meters."""
        found = self.grounds.find(raised)
        if found is None:
            return ""
        gap, amount, span_s = found
        source, names = self.points[raised.point].source, self._names[raised.point]
        return (
            f"{source} 近 {span_s:.4g} s 的液位折算体积与流量计量（{names[0]}）"
            f"相差 {amount:+.4g} m³，不平衡 {gap:+.4g} m³/h（负为流失）"
            f" {source}: within {span_s:.4g} s its volume and the meters ({names[1]}) are"
            f" {amount:+.4g} m³ apart, {gap:+.4g} m³/h unaccounted for (negative: lost)"
        )

    def _meter(self, arrivals: Arrivals, heard: _Heard) -> tuple[MeterLog, Samples]:
        """Let meters speak; samples where what they say is unknown."""
        meter = self._number(heard.point, heard.member)
        order = np.argsort(meter * len(arrivals) + heard.place, kind="stable")
        meter, heard = meter[order], heard.take(order)
        factor = self._factor[heard.point, heard.member]
        log = self.meters.hear(arrivals, heard.place, meter, factor)
        unknown = np.isnan(log.flow)
        nothing = np.full(np.count_nonzero(unknown), np.nan)
        return log, Samples.of(arrivals, heard.place[unknown], heard.point[unknown], nothing)

    def _gauge(self, arrivals: Arrivals, heard: _Heard, log: MeterLog) -> Samples:
        """The gaps that levels show."""
        heard, key = heard.sort(len(arrivals))
        track = Track.of(arrivals, heard.place, heard.point)
        classes = arrivals.classes[heard.place]
        inflow, until, worst = self._account(arrivals, heard, log)
        rest = self._vessels.measure(heard.point, track.value) - inflow
        usable = (classes <= QualityClass.FORCED) & np.isfinite(rest)
        gone = log.find_gone(self._row.shape[1], key[np.isnan(inflow)])
        value = np.full(len(key), np.nan)
        if usable.any():
            anew = find_parted(heard.point[usable], key[usable], gone, len(arrivals))
            value[usable] = self._follow(track.tell(rest).select(usable), anew)
        self._forget(heard.point[usable], key[usable], gone, len(arrivals))
        own = Samples.of(arrivals, heard.place, heard.point, value)
        status = np.where(worst > classes, STATUS_OF_CLASS[worst], own.status).astype(np.uint32)
        return replace(own, status=status, until=np.minimum(own.until, until))

    def _account(
        self, arrivals: Arrivals, heard: _Heard, log: MeterLog
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]:
        """Net inflow up to levels, m³, NaN while a meter is unknown; until when; worst quality."""
        count = len(heard.point)
        total, until = np.zeros(count), np.full(count, NEVER)
        worst = np.zeros(count, dtype=np.uint8)
        # Meter by meter, so that a sum does not depend on who else is added up.
        for member in range(self._row.shape[1]):
            row = self._row[heard.point, member]
            there = np.flatnonzero(row >= 0)
            meter = self._number(heard.point[there], np.full(len(there), member))
            came, ends, quality = log.read(arrivals, meter, heard.place[there], row[there])
            total[there] += came
            until[there] = np.minimum(until[there], ends)
            worst[there] = np.maximum(worst[there], quality)
        return total, until, worst

    def _follow(self, track: Track, anew: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The gaps, with the figures of those beyond noted."""
        held, value = self.windows.take(track, anew), np.empty(len(track))
        for part in track.cut():
            point = track.point[part]
            back = look_back(held.tell(part), self._window_ms[point])
            slope = find_slope(back)
            value[part] = self._judge(point, slope)
            beyond = self.grounds.find_beyond(point, value[part])
            if len(beyond):
                figures = _list_figures(back.select(beyond), slope[beyond])
                self.grounds.note(track, part.start + beyond, value, figures)
        return value

    def _judge(self, point: NDArray[np.intp], slope: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gap in m³/h, whichever way it goes, of slopes in m³ per ms."""
        return round_values(np.abs(slope * HOUR_MS), self._scale[point])

    def _forget(
        self,
        point: NDArray[np.intp],
        key: NDArray[np.intp],
        gone: NDArray[np.intp],
        readings: int,
    ) -> None:
        """Begin anew the points of which something was lost after their last usable level."""
        if len(gone) == 0:
            return
        last = np.full(len(self.points), -1, dtype=np.intp)
        last[point] = key
        lost = gone // readings
        self.windows.forget(lost[gone > last[lost]])


def _list_figures(back: Lookback, slope: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gap in m³/h with its sign, its amount in m³ and its span in s, float64 (m, 3)."""
    gap, span_ms = slope * HOUR_MS, back.find_oldest()[0]
    return np.stack([gap, gap * span_ms / HOUR_MS, span_ms / 1000], axis=1)


def find_parted(
    point: NDArray[np.intp], key: NDArray[np.intp], gone: NDArray[np.intp], readings: int
) -> NDArray[np.bool_]:
    """Bool (m,): something was lost between a level and the one before it of its point.

    :param key: intp (m,), of levels, sorted by point and by arrival among so many ``readings``.
    :param gone: intp (k,), keys, sorted, where something was lost.
    """
    first = np.append(True, point[1:] != point[:-1])
    sooner = np.append(0, key[:-1])
    sooner[first] = point[first] * readings
    parted: NDArray[np.bool_] = np.searchsorted(gone, key) > np.searchsorted(gone, sooner)
    return parted


def _find_factor(plant: Plant, name: str) -> float:
    conversion = find_conversion(plant.tags[plant.row_of[name]].unit, UNIT, Conditions())
    return np.nan if isinstance(conversion, str) else float(conversion.factor)


def _name_flows(tag: Tag) -> tuple[str, str]:
    flows = tag.checks[Condition.BALANCE].flows
    zh = " ".join(f"{'进' if sign > 0 else '出'} {name}" for name, sign in flows)
    en = " ".join(f"{'in' if sign > 0 else 'out'} {name}" for name, sign in flows)
    return zh, en


def _pad(
    flows: Sequence[Sequence[float]], points: Sequence[Point]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Factors float64 and rows intp, (points, most), -1 and 0 where a tank has fewer meters."""
    most = max(map(len, flows))
    factor = np.zeros((len(points), most))
    row = np.full((len(points), most), -1, dtype=np.intp)
    for number, (own, point) in enumerate(zip(flows, points, strict=True)):
        factor[number, : len(own)] = own
        row[number, : len(own)] = point.inputs[1:]
    return factor, row


def _merge(lost: Samples, told: Samples) -> Samples:
    """Both in order of arrival."""
    names = ("place", "point", "value", "status", "marks", "until")
    columns = [np.append(getattr(lost, name), getattr(told, name)) for name in names]
    order = np.argsort(columns[0], kind="stable")
    return Samples(*(column[order] for column in columns))
