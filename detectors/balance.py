"""Balance: what a tank's level gains or loses beyond what its flow meters account for.

A leak from the shell or a valve that leaks through moves no level to a limit for hours; the
volume by the level, held against the metered inflow and outflow, shows it in minutes (API RP 1130
calls this volume balance for pipelines). The value is the robust slope of volume less metered net
inflow over a window, in m³/h, whichever way it goes. Thermal expansion is not taken out: what a
limit must leave open for it stands in docs/judging.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.grounds import Grounds
from detectors.groups import spread_groups
from detectors.kind import Arrivals, Kind
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
from detectors.rounds import cut_turn, number_turns, sort_positions
from detectors.slopes import find_scale, find_slope, look_back, make_windows, round_values
from detectors.sparse_table import SparseTable
from detectors.tank import Vessels
from plant.condition import Condition
from plant.quality import STATUS_OF_CLASS, QualityClass
from plant.reading import LONG_AGO, NEVER
from plant.units import Conditions, find_conversion
from plant.words import Plant, Tag

UNIT: Final = "m³/h"
_HOUR_MS: Final = 3_600_000.0
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


@dataclass(slots=True)
class Meters:
    """What each tank's flow meters last said, arrays of shape (points, most meters of one).

    ``time``   int64 ms, LONG_AGO before any reading
    ``flow``   float64 m³/h, into the tank positive; NaN while unknown, 0 where there is no meter
    ``sum``    float64 m³, what has flowed since the beginning, up to ``time``
    ``quality``  uint8, its :class:`QualityClass`
    """

    time: NDArray[np.int64]
    flow: NDArray[np.float64]
    sum: NDArray[np.float64]
    quality: NDArray[np.uint8]

    @classmethod
    def of(cls, there: NDArray[np.bool_]) -> "Meters":
        """Nothing said yet; ``there``: bool (points, most), there is such a meter."""
        return cls(
            time=np.full(there.shape, LONG_AGO),
            flow=np.where(there, np.nan, 0.0),
            sum=np.zeros(there.shape),
            quality=np.zeros(there.shape, dtype=np.uint8),
        )


@dataclass(frozen=True, slots=True)
class _Heard:
    """Readings of one turn, each point once, shape (m,); ``member`` is a meter's number."""

    place: NDArray[np.intp]
    point: NDArray[np.intp]
    member: NDArray[np.intp]

    def take(self, wanted: NDArray[np.bool_]) -> "_Heard":
        return _Heard(self.place[wanted], self.point[wanted], self.member[wanted])


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
            f"{point.figures} {own} {plant.equipment_of[tag.equipment]}"
            for point, own, tag in zip(points, flows, tags, strict=True)
        ]
        self._names = [_name_flows(tag) for tag in tags]
        self._window_ms = np.array([point.figures[0] for point in points], dtype=np.int64)
        self._scale = find_scale(np.array([point.settings.limit for point in points]))
        self._factor, self._row = _pad(flows, points)
        self.meters = Meters.of(self._row >= 0)
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
        found = [self._take(arrivals, heard) for heard in self._list_heard(arrivals, reading)]
        samples = _join(found)
        self.grounds.release(arrivals, samples)
        return samples

    def lose(self, tags: NDArray[np.intp]) -> None:
        """A flow that is silent is unknown, and so is all that it has to account for."""
        member, _ = spread_groups(self._first, tags)
        flows = member[self._member[member] != _LEVEL]
        self.meters.flow[self._point[flows], self._member[flows]] = np.nan
        self.windows.forget(self._point[flows])

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The windows, and what the meters last said."""
        meters = self.meters
        return {
            **self.windows.arrays(),
            "meter_time": meters.time,
            "meter_flow": meters.flow,
            "meter_sum": meters.sum,
            "meter_quality": meters.quality,
        }

    def tables(self) -> Mapping[str, SparseTable]:
        """The grounds of what was beyond."""
        return {"grounds": self.grounds.table}

    def recall(self) -> NDArray[np.float64]:
        """What the windows say as they stand."""
        every = np.arange(len(self.points), dtype=np.intp)
        return self._find_gap(every)[0]

    def list_bases(self) -> Sequence[str]:
        """Window, meters and tank."""
        return self._bases

    def renew(self, other: NDArray[np.bool_]) -> None:
        """Begin tanks of another basis anew."""
        self.windows.forget(other)
        there = Meters.of(self._row[other] >= 0)
        for name in ("time", "flow", "sum", "quality"):
            getattr(self.meters, name)[other] = getattr(there, name)

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

    def _list_heard(self, arrivals: Arrivals, reading: NDArray[np.intp]) -> Iterator[_Heard]:
        """The readings turn by turn, in each of which a point hears one at most."""
        member, which = spread_groups(self._first, arrivals.row[reading])
        place, point = reading[which], self._point[member]
        order = sort_positions(point)
        place, point, member = place[order], point[order], member[order]
        for turn in cut_turn(number_turns(point)):
            yield _Heard(place[turn], point[turn], self._member[member[turn]])

    def _take(self, arrivals: Arrivals, heard: _Heard) -> Samples:
        is_level = heard.member == _LEVEL
        lost = self._meter(arrivals, heard.take(~is_level))
        told = self._gauge(arrivals, heard.take(is_level))
        return _join([lost, told])

    def _meter(self, arrivals: Arrivals, heard: _Heard) -> Samples:
        """Let meters speak; samples where what they say is unknown."""
        batch, place, point, member = arrivals.batch, heard.place, heard.point, heard.member
        meters, time = self.meters, arrivals.batch.time[heard.place]
        classes = arrivals.classes[place]
        sure = (classes <= QualityClass.FORCED) & ~arrivals.doubtful[place]
        flow = np.where(sure, batch.value[place] * self._factor[point, member], np.nan)
        before = meters.time[point, member]
        until = np.minimum(before + arrivals.limit_ms[arrivals.row[place]], NEVER)
        held = np.where(time <= until, meters.flow[point, member], np.nan)
        amount = held * np.maximum(time - before, 0) / _HOUR_MS
        gone = np.isnan(amount) | np.isnan(flow)
        meters.sum[point, member] += np.where(np.isnan(amount), 0.0, amount)
        meters.time[point, member] = np.maximum(time, before)
        meters.flow[point, member] = flow
        meters.quality[point, member] = classes
        self.windows.forget(point[gone])
        unknown = np.isnan(flow)
        nothing = np.full(np.count_nonzero(unknown), np.nan)
        return Samples.of(arrivals, place[unknown], point[unknown], nothing)

    def _gauge(self, arrivals: Arrivals, heard: _Heard) -> Samples:
        """The gaps that levels show."""
        place, point, batch = heard.place, heard.point, arrivals.batch
        time, classes = batch.time[place], arrivals.classes[place]
        volume = self._vessels.measure(point, batch.value[place])
        inflow, until, worst = self._account(arrivals, point, time)
        rest = volume - inflow
        usable = (classes <= QualityClass.FORCED) & np.isfinite(rest)
        self.windows.forget(point[np.isnan(inflow)])
        value = np.full(len(place), np.nan)
        self._follow(arrivals, heard.take(usable), rest[usable])
        value[usable] = self._find_told(arrivals, heard.take(usable))
        own = Samples.of(arrivals, place, point, value)
        status = np.where(worst > classes, STATUS_OF_CLASS[worst], own.status)
        until = np.minimum(own.until, until)
        return Samples(place, point, value, status.astype(np.uint32), own.marks, until)

    def _account(
        self, arrivals: Arrivals, point: NDArray[np.intp], time: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]:
        """Net inflow up to times, m³, NaN while a meter is unknown; until when; worst quality."""
        total, until = np.zeros(len(point)), np.full(len(point), NEVER)
        worst = np.zeros(len(point), dtype=np.uint8)
        meters = self.meters
        # Meter by meter, so that a sum does not depend on who else is added up.
        for member in range(self._row.shape[1]):
            row = self._row[point, member]
            there = row >= 0
            since = meters.time[point, member]
            ends = np.minimum(since + arrivals.limit_ms[row], NEVER)
            flow = np.where(time <= ends, meters.flow[point, member], np.nan)
            came = meters.sum[point, member] + flow * (time - since) / _HOUR_MS
            total += np.where(there, came, 0.0)
            until = np.where(there & (since > LONG_AGO), np.minimum(until, ends), until)
            worst = np.maximum(worst, np.where(there, meters.quality[point, member], 0))
        return total, until, worst.astype(np.uint8)

    def _follow(self, arrivals: Arrivals, heard: _Heard, rest: NDArray[np.float64]) -> None:
        time = arrivals.batch.time[heard.place]
        forced = arrivals.classes[heard.place] == QualityClass.FORCED
        self.windows.renew(heard.point, time, forced)
        self.windows.add(heard.point, time, rest)

    def _find_told(self, arrivals: Arrivals, heard: _Heard) -> NDArray[np.float64]:
        """The gaps, with the figures of those beyond noted."""
        time = arrivals.batch.time[heard.place]
        self.grounds.pass_time(np.maximum(time, arrivals.clock[heard.place]))
        value, figures = self._find_gap(heard.point)
        beyond = self.grounds.find_beyond(heard.point, time, value)
        if len(beyond):
            self.grounds.note(heard.point[beyond], time[beyond], value[beyond], figures[beyond])
        return value

    def _find_gap(self, point: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The gap either way as it is judged; and with its sign, its amount in m³, its span in s.

        :returns: float64 (m,) and (m, 3).
        """
        back = look_back(self.windows, point, self._window_ms[point])
        gap = find_slope(back) * _HOUR_MS
        counts = np.arange(len(back.age))[:, None] >= len(back.age) - back.count
        span_ms = np.max(back.age, axis=0, where=counts, initial=0)
        value = round_values(np.abs(gap), self._scale[point])
        return value, np.stack([gap, gap * span_ms / _HOUR_MS, span_ms / 1000], axis=1)


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


def _join(found: Sequence[Samples]) -> Samples:
    names = ("place", "point", "value", "status", "marks", "until")
    columns = ([getattr(one, name) for one in found] for name in names)
    return Samples(*(np.concatenate(column) for column in columns))
