"""Points: values derived from readings, judged by the same machine as the limits.

A rate of change, a deviation between two tags, an exposure mean: each is a value over time that is
compared with a limit, with deadband, delays and a third truth value like any other (contract
section 1, rules 2 to 5). A :class:`Deriver` makes samples of its points from readings of a tick;
what is common to all of them lives here. How a sample is computed does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Findings
from detectors.groups import spread_ranges
from detectors.kind import Arrivals, Moment, StateGroup
from detectors.limit_states import AFTERWARDS, Knowledge
from detectors.limits import Limits
from detectors.rounds import cut_rounds
from detectors.rule_table import LimitTable, turn_limit
from detectors.sparse_table import SparseTable
from detectors.standing import Standing
from detectors.verdict import Changes, Rule
from plant.condition import Condition, Priority
from plant.quality import QualityClass, classify
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch
from plant.words import AlarmSettings, Plant, Tag


@dataclass(frozen=True, slots=True)
class Point:
    """One derived value and the condition that is judged of it.

    ``inputs`` are the rows of the tags from which it is made, that of its own tag first. ``low``:
    beyond is at or below the limit. ``figures`` are settings of the deriver, which an unchanged
    point has unchanged. ``waits``: a pending raise waits for a known value whatever its priority,
    because silence is no evidence for it.
    """

    source: str
    condition: Condition
    settings: AlarmSettings
    inputs: tuple[int, ...]
    unit: str
    hazard: str
    low: bool = False
    figures: tuple[float, ...] = ()
    waits: bool = False

    @property
    def rule(self) -> Rule:
        """The rule that an alarm of the point goes by."""
        return Rule(
            source=self.source,
            condition=self.condition,
            priority=self.settings.priority,
            latching=self.settings.latching,
            limit=self.settings.limit,
            unit=self.unit,
            hazard=self.hazard,
            row=self.inputs[0],
        )


def list_checked(plant: Plant, condition: Condition) -> list[tuple[int, Tag]]:
    """The rows and tags for which a check is configured, in the order of rows."""
    return [(row, tag) for row, tag in enumerate(plant.tags) if condition in tag.checks]


def make_point(row: int, tag: Tag, condition: Condition, **rest: Any) -> Point:
    """The point of a tag's own check; ``rest`` are fields of :class:`Point`."""
    check = tag.checks[condition]
    own = {"inputs": (row,), "unit": tag.unit, "figures": (check.window_ms, check.direction)}
    return Point(tag.id, condition, check.settings, hazard=tag.hazard, **(own | rest))


@dataclass(frozen=True, slots=True)
class Samples:
    """Values of points, each point's in the order of arrival of what made them, shape (m,).

    ``place``   intp, the position of the reading with which each came about
    ``point``   intp, whose value it is
    ``value``   float64, NaN where it can't be told
    ``status``  uint32, OPC UA StatusCode; bad makes the point unknown
    ``marks``   uint16, :class:`plant.reading.Mark`
    ``until``   int64 ms, from when on it does not count any more unless another comes
    """

    place: NDArray[np.intp]
    point: NDArray[np.intp]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    until: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        arrivals: Arrivals,
        place: NDArray[np.intp],
        point: NDArray[np.intp],
        value: NDArray[np.float64],
    ) -> "Samples":
        """Samples that are worth as much as the readings at ``place`` and count as long."""
        batch = arrivals.batch
        limit_ms = arrivals.limit_ms[arrivals.row[place]]
        until = np.minimum(batch.time[place] + limit_ms, NEVER)
        return cls(place, point, value, batch.status[place], batch.marks[place], until)


class Raised(NamedTuple):
    """A raise that wants an explanation: by which value, since when, and when it was told."""

    point: int
    value: float
    onset: Instant
    at: Instant


class Deriver(Protocol):
    """What one kind knows of its points; ``points`` fixes their order in every array."""

    points: tuple[Point, ...]

    def derive(self, arrivals: Arrivals) -> Samples:
        """The samples that readings give; how a stream is cut into ticks may not matter."""

    def lose(self, tags: NDArray[np.intp]) -> None:
        """Tags are unknown until their next reading: source down, or gateway lost.

        A kind to which silence says no more than that need not do anything.
        """
        del tags

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Its state, arrays of shape (points, …), not copied."""

    def tables(self) -> Mapping[str, SparseTable]:
        """Its state that few of the points have."""
        return {}

    def explain(self, raised: Raised) -> str:
        """Why an alarm of a point was raised, in Chinese and English, naming its inputs."""


class Points:
    """One kind of derived values under the limits of a plant."""

    prompt = False

    def __init__(self, name: str, deriver: Deriver) -> None:
        self.name = name
        self.rules = tuple(point.rule for point in deriver.points)
        self._deriver = deriver
        self._machine = Limits(compile_points(deriver.points))
        self._standing = Standing(self._machine)
        self._found = Findings(self.rules)
        self._inputs = Inputs.of(deriver.points)
        self._latest = LatestSamples.of(len(self.rules), several=self._inputs.several)

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:
        """Derive and judge the samples that readings give."""
        # Bad values may be infinite; what is made of them is no number, and unknown.
        with np.errstate(invalid="ignore", over="ignore"):
            samples = self._deriver.derive(arrivals)
        if len(samples.place) == 0:
            return
        classes = classify(samples.status, samples.value)
        doubtful = (samples.marks & np.uint16(Mark.SOURCE_DOWN)) != 0
        loud = self._find_loud(samples, classes)
        known = (classes <= QualityClass.UNCERTAIN) & ~doubtful
        self._keep_quiet(arrivals, samples, np.flatnonzero(~loud), known)
        place = np.flatnonzero(loud)
        if len(place):
            batch = make_batch(arrivals.batch, samples, place)
            clock = arrivals.clock[samples.place[place]]
            for among in cut_rounds(batch.row):
                self._judge_round(batch, among, classes[place], doubtful[place], clock)
                self._latest.keep(samples, place[among], batch.time[among])
        self._tell(findings)

    def _find_loud(self, samples: Samples, classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Bool (m,): samples of points that are not at rest, or will not be with these samples.

        The others only become the latest of their points, whatever their order among these.
        """
        point, machine = samples.point, self._machine
        beyond = machine.table.sign[point] * samples.value >= machine.table.trip[point]
        beyond &= classes <= QualityClass.FORCED
        stirred = machine.states.rows.slot[:-1] != 0
        stirred[point[beyond]] = True
        loud: NDArray[np.bool_] = stirred[point]
        return loud

    def _keep_quiet(
        self,
        arrivals: Arrivals,
        samples: Samples,
        place: NDArray[np.intp],
        known: NDArray[np.bool_],
    ) -> None:
        """Keep samples of points at rest: they say no more than that these are known, or not."""
        point, knowledge = samples.point[place], self._machine.states.knowledge
        self._latest.keep(samples, place, arrivals.batch.time[samples.place[place]])
        known = known[place]
        knowledge[point[known]] = Knowledge.KNOWN
        if np.count_nonzero(known) < len(known):
            ends_known = np.ones(len(self.rules), dtype=np.bool_)
            ends_known[point] = known
            lost = np.flatnonzero(~ends_known)
            knowledge[lost] = AFTERWARDS[0, knowledge[lost]]

    def _judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
    ) -> None:
        """Judge samples at ``place``, each point once."""
        point = batch.row[place]
        # Two inputs may overtake each other; what they make does not go back in time.
        batch.time[place] = self._latest.find_later(point, batch.time[place])
        self._machine.judge_round(
            batch,
            place,
            classes[place],
            doubtful[place],
            clock[place],
            self._latest.until[point],
            self._found,
        )

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Let delays fall due, by the slowest clock of each point's inputs."""
        if len(moment.fallen):
            points, which = self._inputs.find(moment.fallen)
            self._machine.silence(points, moment.since[which])
            self._deriver.lose(moment.fallen)
        if self._machine.next_due() < moment.latest:
            event = self._inputs.reduce(moment.event)
            self._machine.settle_all(event, self._latest.until, self._found)
        self._tell(findings)

    def next_due(self) -> Instant:
        """The earliest instant at which a delay falls due."""
        return self._machine.next_due()

    def knows(self, rule: int) -> bool:
        """Whether the point's last sample counts."""
        return bool(self._machine.states.is_known(np.array([rule]))[0])

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands."""
        self._standing.align(active)

    def states(self) -> Sequence[StateGroup]:
        """The machine's state, the last samples and the deriver's own, by alarm."""
        arrays = {
            **{f"limit_{name}": array for name, array in self._machine.states.arrays().items()},
            **{f"deriver_{name}": array for name, array in self._deriver.arrays().items()},
            **self._latest.arrays(),
        }
        ids = np.array([rule.alarm for rule in self.rules], dtype=np.str_)
        figures = np.array([point.figures for point in self._deriver.points], dtype=np.float64)
        settings = {**self._standing.settings, "figures": figures}
        tables = {
            **self._machine.states.tables(),
            **{f"deriver_{name}": table for name, table in self._deriver.tables().items()},
        }
        return [StateGroup("points", ids, arrays, settings, tables)]

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Drop what was pending under other settings."""
        self._standing.change(changed["points"])

    def rejudge(
        self,
        now: Instant,
        known: NDArray[np.bool_],
        board: Board,  # noqa: ARG002 - points have samples of their own
        findings: Findings,
    ) -> None:
        """Judge the last samples under the settings of today."""
        sure = self._inputs.reduce(known.astype(np.int64)) > 0
        self._standing.rejudge(self._latest.to_board(), sure, now, self._found)
        self._tell(findings)

    def _tell(self, findings: Findings) -> None:
        """Hand over what the machine found, with the deriver's explanation of every raise."""
        found = self._found.drain()
        if len(found):
            findings.pass_on(found, self._explain(found))

    def _explain(self, found: Changes) -> dict[int, str]:
        reasons = dict(found.reasons)
        for place in np.flatnonzero(found.active).tolist():
            numbers = (found.rule[place], found.value[place], found.onset[place], found.at[place])
            text = self._deriver.explain(Raised(*(number.item() for number in numbers)))
            reasons[place] = "; ".join(part for part in (reasons.get(place, ""), text) if part)
        return reasons


@dataclass(slots=True)
class LatestSamples:
    """The latest sample of each point, arrays of shape (points,).

    ``value`` float64 and ``status`` uint32 as in :class:`Samples`; ``until`` int64 ms, when it
    stops counting; ``time`` int64 ms, the newest of them, empty where points have one input each.
    """

    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    until: NDArray[np.int64]
    time: NDArray[np.int64]

    @classmethod
    def of(cls, points: int, *, several: bool) -> "LatestSamples":
        """Nothing yet."""
        return cls(
            np.full(points, np.nan),
            np.zeros(points, dtype=np.uint32),
            np.full(points, NEVER),
            np.full(points if several else 0, LONG_AGO),
        )

    def keep(self, samples: Samples, place: NDArray[np.intp], time: NDArray[np.int64]) -> None:
        """Keep samples; of a point that occurs more often the last one.

        :param time: int64 ms, when each was.
        """
        point = samples.point[place]
        self.value[point] = samples.value[place]
        self.status[point] = samples.status[place]
        self.until[point] = samples.until[place]
        if len(self.time):
            np.maximum.at(self.time, point, time)

    def find_later(self, point: NDArray[np.int32], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """Instants, int64 ms (k,), or those of the points' newest samples where these are later."""
        return np.maximum(time, self.time[point]) if len(self.time) else time

    def to_board(self) -> Board:
        """The samples as a board of points."""
        board = Board.of(len(self.value))
        board.value[:], board.status[:] = self.value, self.status
        return board

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All by name, not copied; of times only where there are any."""
        arrays: dict[str, NDArray[Any]] = {"value": self.value, "status": self.status}
        arrays["until"] = self.until
        return arrays | ({"time": self.time} if len(self.time) else {})


@dataclass(frozen=True, slots=True)
class Inputs:
    """Which tags make which points: pairs sorted by point, and the same sorted by tag.

    ``row`` int32 (pairs,) with ``first`` intp (points,), where each point's inputs begin;
    ``tag`` int32 (pairs,), rising, with ``point`` intp (pairs,).
    """

    row: NDArray[np.int32]
    first: NDArray[np.intp]
    tag: NDArray[np.int32]
    point: NDArray[np.intp]

    @property
    def several(self) -> bool:
        """Whether any point has more than one input."""
        return len(self.row) > len(self.first)

    @classmethod
    def of(cls, points: Sequence[Point]) -> "Inputs":
        """Those of some points, each of which has an input at least."""
        row = np.array([row for point in points for row in point.inputs], dtype=np.int32)
        count = np.array([len(point.inputs) for point in points], dtype=np.intp)
        point = np.repeat(np.arange(len(points)), count)
        order = np.argsort(row, kind="stable")
        return cls(row, np.cumsum(count) - count, row[order], point[order])

    def find(self, tags: NDArray[np.integer[Any]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Points that some tags make, each once, and for each the position of such a tag."""
        begin = np.searchsorted(self.tag, tags, side="left")
        pair, which = spread_ranges(begin, np.searchsorted(self.tag, tags, side="right") - begin)
        points, position = np.unique(self.point[pair], return_index=True)
        return points, which[position]

    def reduce(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Int64 (points,), the least over each point's inputs of int64 (tags,)."""
        least: NDArray[np.int64] = np.minimum.reduceat(values[self.row], self.first)
        return least


def compile_points(points: Sequence[Point]) -> LimitTable:
    """The points' limits as the machine judges them: the n-th limit is that of the n-th point."""
    turned = [
        turn_limit(point.settings.limit, point.settings.deadband, low=point.low) for point in points
    ]
    settings = [point.settings for point in points]
    return LimitTable(
        row=np.arange(len(points), dtype=np.int32),
        sign=np.array([sign for sign, _, _ in turned], dtype=np.float64),
        trip=np.array([trip for _, trip, _ in turned], dtype=np.float64),
        clear=np.array([clear for _, _, clear in turned], dtype=np.float64),
        on_ms=np.array([one.on_delay_ms for one in settings], dtype=np.int64),
        off_ms=np.array([one.off_delay_ms for one in settings], dtype=np.int64),
        urgent=np.array([_is_urgent(point) for point in points], dtype=np.bool_),
        severe=np.zeros(len(points), dtype=np.bool_),
        first=np.arange(len(points) + 1, dtype=np.int32),
    )


def _is_urgent(point: Point) -> bool:
    return point.settings.priority >= Priority.HIGH and not point.waits


def make_batch(batch: ReadingBatch, samples: Samples, place: NDArray[np.intp]) -> ReadingBatch:
    """Samples at ``place`` as readings of points: with the times of the readings that made them."""
    reading = samples.place[place]
    return ReadingBatch(
        row=samples.point[place].astype(np.int32),
        source=batch.source[reading],
        received=batch.received[reading],
        time=batch.time[reading],
        fresh=batch.fresh[reading],
        value=samples.value[place],
        status=samples.status[place],
        marks=samples.marks[place],
        gateway=batch.gateway[reading],
    )


NO_SAMPLES = Samples(
    place=np.empty(0, dtype=np.intp),
    point=np.empty(0, dtype=np.intp),
    value=np.empty(0),
    status=np.empty(0, dtype=np.uint32),
    marks=np.empty(0, dtype=np.uint16),
    until=np.full(0, LONG_AGO),
)
