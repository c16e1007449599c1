"""Points: values derived from readings, judged by the same machine as the limits.

A rate of change, a deviation between two tags, an exposure mean: each is a value over time that is
compared with a limit, with deadband, delays and a third truth value like any other (contract
section 1, rules 2 to 5). A :class:`Deriver` makes samples of its points from readings of a tick;
what is common to all of them lives here. How a sample is computed does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Findings
from detectors.inputs import Inputs
from detectors.kind import Arrivals, Moment, StateGroup
from detectors.limit_states import AFTERWARDS, Knowledge
from detectors.limits import Limits
from detectors.rounds import cut_rounds
from detectors.rule_table import LimitTable, turn_limit
from detectors.sparse_table import SparseTable
from detectors.standing import Standing
from detectors.verdict import Changes, Rule
from plant.condition import Condition, Priority
from plant.quality import STATUS_OF_CLASS, QualityClass, classify
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch
from plant.words import AlarmSettings, Plant, Tag

_BESIDES: Final = {"until": NEVER}
"""What the rows of points keep besides: int64 ms, when their last sample stops counting. Nothing
ever hangs on it where a point is at rest."""


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
        if arrivals.plain:
            plain = np.zeros(len(place), dtype=np.uint32)
            return cls(place, point, value, plain, plain.astype(np.uint16), until)
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

    def recall(self) -> NDArray[np.float64] | None:
        """The values of all points after their last readings, float64 (points,), NaN for unknown.

        None where its state does not tell them: then they are kept.
        """
        return None

    def list_bases(self) -> Sequence[str]:
        """By point a text in which all is named that its state depends on: its figures."""
        return [str(point.figures) for point in self.points]

    def renew(self, other: NDArray[np.bool_]) -> None:
        """After restoring: points, bool (points,), that are new or have another basis.

        A kind whose state is as good under any basis need not do anything.
        """
        del other

    def explain(self, raised: Raised) -> str:
        """Why an alarm of a point was raised, in Chinese and English, naming its inputs."""


class Points:
    """One kind of derived values under the limits of a plant."""

    prompt = False

    def __init__(self, name: str, deriver: Deriver) -> None:
        self.name = name
        self.rules = tuple(point.rule for point in deriver.points)
        self._deriver = deriver
        self._machine = Limits(compile_points(deriver.points), _BESIDES)
        self._standing = Standing(self._machine)
        bases = [crc32(basis.encode()) for basis in deriver.list_bases()]
        self._basis = np.array(bases, dtype=np.uint32)
        self._found = Findings(self.rules)
        self._inputs = Inputs.of([point.inputs for point in deriver.points])
        self._latest = LatestSamples.of(
            len(self.rules), several=self._inputs.several, recalled=deriver.recall() is not None
        )
        self._undated = np.empty(0, dtype=np.intp)

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
        self._keep_quiet(arrivals, samples, np.flatnonzero(~loud), classes, known)
        place = np.flatnonzero(loud)
        if len(place):
            batch = make_batch(arrivals.batch, samples, place)
            clock = arrivals.clock[samples.place[place]]
            for among in cut_rounds(batch.row):
                self._judge_round(batch, among, classes[place], doubtful[place], clock)
                self._keep_until(samples, place[among])
                self._latest.keep(samples, place[among], classes)
                self._latest.pass_time(batch.row[among], batch.time[among])
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
        classes: NDArray[np.uint8],
        known: NDArray[np.bool_],
    ) -> None:
        """Keep samples of points at rest: they say no more than that these are known, or not."""
        point, knowledge = samples.point[place], self._machine.states.knowledge
        self._latest.keep(samples, place, classes)
        if self._inputs.several:
            self._latest.pass_time(point, arrivals.batch.time[samples.place[place]])
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
        machine, clock = self._machine, clock[place]
        until = machine.states.rows.read("until", point)
        classes, doubtful = classes[place], doubtful[place]
        plain = np.count_nonzero(classes) + np.count_nonzero(doubtful) == 0
        if plain and machine.find_known(point).all():
            machine.judge_sound(batch, place, clock, until, self._found)
        else:
            machine.judge_round(batch, place, classes, doubtful, clock, until, self._found)

    def _keep_until(self, samples: Samples, place: NDArray[np.intp]) -> None:
        """Note when samples, each point once, stop counting, where anything hangs on it."""
        rows = self._machine.states.rows
        slot = rows.slot[samples.point[place]]
        stirred = slot.nonzero()
        rows.columns["until"][slot[stirred]] = samples.until[place[stirred]]

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Let delays fall due, by the slowest clock of each point's inputs."""
        if len(self._undated):
            self._date(moment)
        if len(moment.fallen):
            points, which = self._inputs.find(moment.fallen)
            self._machine.silence(points, moment.since[which])
            self._deriver.lose(moment.fallen)
        if self._machine.next_due() < moment.latest:
            event = self._inputs.reduce(moment.event)
            due = self._machine.find_due(event)
            until = self._machine.states.rows.read("until", due)
            self._machine.advance(due, event[due], until, self._found)
        self._tell(findings)

    def _date(self, moment: Moment) -> None:
        """Note until when samples count that were at rest before limits were judged anew.

        They count as long as the last readings of their inputs.
        """
        time, limit_ms, rows = moment.board.time, moment.limit_ms, self._machine.states.rows
        ends = np.where((time > LONG_AGO) & (limit_ms < NEVER), time + limit_ms, NEVER)
        point = self._undated[rows.read("until", self._undated) == NEVER]
        point = point[rows.slot[point] > 0]
        rows.columns["until"][rows.slot[point]] = self._inputs.reduce(ends)[point]
        self._undated = point[:0]

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
        settings = {**self._standing.list_settings(figures), "basis": self._basis}
        tables = {
            **self._machine.states.tables(),
            **{f"deriver_{name}": table for name, table in self._deriver.tables().items()},
        }
        return [StateGroup("points", ids, arrays, settings, tables)]

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Drop what was pending under other settings."""
        self._standing.change(changed["points"])
        self._deriver.renew(changed["points/basis"])

    def rejudge(
        self,
        now: Instant,
        known: NDArray[np.bool_],
        board: Board,  # noqa: ARG002 - points have samples of their own
        findings: Findings,
    ) -> None:
        """Judge the last samples under the settings of today."""
        sure = self._inputs.reduce(known.astype(np.int64)) > 0
        with np.errstate(invalid="ignore", over="ignore"):
            recalled = self._deriver.recall()
        self._standing.rejudge(self._latest.to_board(recalled), sure, now, self._found)
        rows = self._machine.states.rows
        stirred = rows.list_things()
        self._undated = stirred[rows.read("until", stirred) == NEVER]
        self._tell(findings)

    def _tell(self, findings: Findings) -> None:
        """Hand over what the machine found, with the deriver's explanation of every raise."""
        found = self._found.drain()
        if len(found):
            findings.pass_on(found, self._explain(found))

    def _explain(self, found: Changes) -> dict[int, str]:
        reasons, places = dict(found.reasons), np.flatnonzero(found.active)
        columns = (found.rule, found.value, found.onset, found.at)
        raised = zip(*(column[places].tolist() for column in columns), strict=True)
        for place, numbers in zip(places.tolist(), raised, strict=True):
            text = self._deriver.explain(Raised(*numbers))
            given = reasons.get(place, "")
            reasons[place] = f"{given}; {text}" if given and text else given or text
        return reasons


@dataclass(slots=True)
class LatestSamples:
    """The latest sample of each point, arrays of shape (points,).

    ``value`` float64 as in :class:`Samples`, empty where the deriver recalls them; ``quality``
    uint8, its class; ``time`` int64 ms, the newest of all that came, empty where points have one
    input each.
    """

    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    time: NDArray[np.int64]

    @classmethod
    def of(cls, points: int, *, several: bool, recalled: bool) -> "LatestSamples":
        """Nothing yet."""
        return cls(
            np.full(0 if recalled else points, np.nan),
            np.zeros(points, dtype=np.uint8),
            np.full(points if several else 0, LONG_AGO),
        )

    def keep(self, samples: Samples, place: NDArray[np.intp], classes: NDArray[np.uint8]) -> None:
        """Keep samples; of a point that occurs more often the last one.

        :param classes: uint8 (m,), the quality of all samples.
        """
        point = samples.point[place]
        if len(self.value):
            self.value[point] = samples.value[place]
        self.quality[point] = classes[place]

    def pass_time(self, point: NDArray[np.integer], time: NDArray[np.int64]) -> None:
        """Let the time of points, intp (k,), pass up to that of samples, int64 ms (k,)."""
        if len(self.time):
            np.maximum.at(self.time, point, time)

    def find_later(self, point: NDArray[np.int32], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """Instants, int64 ms (k,), or those of the points' newest samples where these are later."""
        return np.maximum(time, self.time[point]) if len(self.time) else time

    def to_board(self, recalled: NDArray[np.float64] | None) -> Board:
        """The samples as a board of points; ``recalled`` as of :meth:`Deriver.recall`."""
        board = Board.of(len(self.quality))
        board.value[:] = self.value if recalled is None else recalled
        board.status[:] = STATUS_OF_CLASS[self.quality]
        return board

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that are kept by name, not copied."""
        arrays: dict[str, NDArray[Any]] = {
            "value": self.value,
            "quality": self.quality,
            "time": self.time,
        }
        return {name: array for name, array in arrays.items() if len(array)}


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
