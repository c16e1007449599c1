"""Channels against their slow twin, in any cut, and what makes single ones true, false, unknown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import count
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.board import Board
from detectors.channels import Channels, Threshold, watch_limit, watch_state
from detectors.facts import Facts, Truth
from detectors.kind import Arrivals, Moment, StateGroup, find_changed, name_arrays
from plant.condition import Condition
from plant.quality import BAD, UNCERTAIN, UNCERTAIN_SUBSTITUTE, QualityClass, classify
from plant.reading import NEVER, Instant, Mark
from plant.words import Plant, Tag
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, cuts, newest, streams
from tests.detectors.twin import Reading, is_beyond, is_clear, make_batch, stale_limit

END = 30_000
"""How long after the last reading of a stream its end is looked at, ms."""


class Fact(NamedTuple):
    """A change of a channel as a test writes it; ``place`` counts from the stream's beginning."""

    place: int
    clock: Instant
    at: Instant
    channel: int
    truth: int
    value: str
    marks: int


class Watch(NamedTuple):
    """A channel of a tag: of its H where ``expected`` is None, else of its state."""

    row: int
    expected: float | None
    max_age_s: float | None


@dataclass(slots=True)
class ChannelTwin:
    """One channel, one reading after the other."""

    channel: int
    watch: Watch
    tag: Tag
    truth: int = Truth.UNKNOWN
    held: bool = False
    until: Instant = int(NEVER)
    value: float = float("nan")
    marks: int = 0

    def grow_old(self, place: int, clock: Instant) -> list[Fact]:
        if self.truth == Truth.UNKNOWN or self.until >= clock:
            return []
        self.truth = Truth.UNKNOWN
        return [self.tell(place, clock, self.until)]

    def read(self, place: int, reading: Reading, clock: Instant) -> list[Fact]:
        self.value = reading.value
        quality = {QualityClass.UNCERTAIN: Mark.UNCERTAIN, QualityClass.FORCED: Mark.FORCED}
        self.marks = reading.marks | quality.get(reading.quality, 0)
        before, self.until = self.truth, reading.time + self.find_age()
        self.truth = self.ask(reading, clock)
        return [] if self.truth == before else [self.tell(place, clock, reading.time)]

    def ask(self, reading: Reading, clock: Instant) -> int:
        beyond, clear = self.compare(reading.value)
        sure = reading.quality in (QualityClass.GOOD, QualityClass.UNCERTAIN)
        sure = sure and not reading.marks & Mark.SOURCE_DOWN
        raised = beyond and reading.quality not in (QualityClass.BAD, QualityClass.HELD)
        if self.until < clock or not (sure or raised):
            return Truth.UNKNOWN
        if beyond or clear:
            self.held = beyond
        return Truth.TRUE if self.held else Truth.FALSE

    def compare(self, value: float) -> tuple[bool, bool]:
        if self.watch.expected is not None:
            near = abs(value - self.watch.expected) <= 0.5
            return near, not near
        settings = self.tag.alarms[Condition.H]
        return is_beyond(self.tag, settings, value), is_clear(self.tag, settings, value)

    def find_age(self) -> int:
        own = 2**60 if self.watch.max_age_s is None else round(1000 * self.watch.max_age_s)
        return min(own, stale_limit(self.tag))

    def tell(self, place: int, clock: Instant, at: Instant) -> Fact:
        return Fact(place, clock, at, self.channel, self.truth, repr(self.value), self.marks)


def expect_facts(plant: Plant, watches: Sequence[Watch], stream: list[Reading]) -> list[Fact]:
    """Every fact of a stream: time passes for all channels before each reading, and at the end."""
    twins = [ChannelTwin(n, watch, plant.tags[watch.row]) for n, watch in enumerate(watches)]
    facts: list[Fact] = []
    clock = T0
    for place, reading in enumerate(stream):
        clock = max(clock, reading.time)
        old = [fact for twin in twins for fact in twin.grow_old(place, clock)]
        facts += sorted(old, key=lambda fact: (fact.at, fact.channel))
        for twin in twins:
            if twin.watch.row == reading.row:
                facts += twin.read(place, reading, clock)
    old = [fact for twin in twins for fact in twin.grow_old(len(stream), clock + END)]
    return facts + sorted(old, key=lambda fact: (fact.at, fact.channel))


def make_thresholds(plant: Plant, watches: Iterable[Watch]) -> list[Threshold]:
    return [
        watch_limit(row, plant.tags[row], Condition.H, max_age_s)
        if expected is None
        else watch_state(row, expected, max_age_s=max_age_s)
        for row, expected, max_age_s in watches
    ]


class Stage:
    """Channels on one stream's clock."""

    def __init__(self, plant: Plant, watches: Sequence[Watch], *, streamed: bool = True) -> None:
        self.plant = plant
        self.channels = Channels(make_thresholds(plant, watches), len(plant.tags))
        self.limit_ms = np.array([stale_limit(tag) for tag in plant.tags], dtype=np.int64)
        self.limit_ms[self.limit_ms == 2**50] = NEVER
        self.streamed = streamed
        self.board = Board.of(len(plant.tags))
        self.clock = T0
        self.places = 0

    def tick(
        self, readings: Sequence[Reading], wait: int = 0, fallen: dict[int, Instant] | None = None
    ) -> list[Fact]:
        """The facts of a tick, whose end ``wait`` ms after its newest reading."""
        told = self.tell(self.channels.read(self.take_in(readings))) if readings else []
        self.write(readings)
        self.clock = newest(readings, self.clock) + wait
        gone = self.channels.pass_time(self.make_moment(fallen or {}), len(readings))
        told += self.tell(gone)
        self.places += len(readings)
        return told

    def write(self, readings: Sequence[Reading]) -> None:
        """Let the board show readings, as the bank does when all kinds have seen them."""
        for reading in readings:
            self.board.write(make_batch([reading]), np.array([0]))

    def take_in(self, readings: Sequence[Reading]) -> Arrivals:
        batch = make_batch(readings)
        clock = [newest(readings[:place], self.clock) for place in range(len(readings))]
        if not self.streamed:
            clock = [self.clock] * len(readings)
        return Arrivals(
            batch,
            classify(batch.status, batch.value),
            (batch.marks & np.uint16(Mark.SOURCE_DOWN)) != 0,
            np.array(clock, dtype=np.int64),
            self.limit_ms,
            self.board,
            streamed=self.streamed,
        )

    def make_moment(self, fallen: dict[int, Instant]) -> Moment:
        tags = len(self.plant.tags)
        return Moment(
            now=self.clock,
            event=np.full(tags, self.clock, dtype=np.int64),
            fallen=np.array(list(fallen), dtype=np.intp),
            since=np.array(list(fallen.values()), dtype=np.int64),
            board=self.board,
            ended=False,
            rules=(),
            told=(),
            limit_ms=self.limit_ms,
        )

    def tell(self, facts: Facts) -> list[Fact]:
        columns = [getattr(facts, name).tolist() for name in Fact._fields]
        return [
            Fact(*row)._replace(place=row[0] + self.places, value=repr(row[5]))
            for row in zip(*columns, strict=True)
        ]

    def restart(self) -> None:
        """Go on with new channels that take up the state of the old ones."""
        ids = np.array([f"C{n:02}" for n in range(len(self.channels.row))], dtype=np.str_)
        old = StateGroup("", ids, self.channels.arrays(), self.channels.settings)
        saved = dict(name_arrays(old, ""))
        self.channels = Channels(make_thresholds(self.plant, WATCHES), len(self.plant.tags))
        new = StateGroup("", ids, self.channels.arrays(), self.channels.settings)
        assert not find_changed(new, saved, "").any()


WATCHES = [
    Watch(row, expected, max_age_s)
    for row, expected, max_age_s in [
        (1, None, None),
        (0, None, 3.0),
        (2, 1.0, None),
        (0, 0.7, None),
        (1, None, 0.0),
        (0, None, None),
    ]
]


@st.composite
def plants_and_streams(draw: st.DrawFn) -> tuple[Plant, list[Reading]]:
    tags = [
        make_tag(
            f"T{n}",
            h=0.8,
            deadband=draw(st.sampled_from([0, 0.1])),
            interval_s=draw(st.sampled_from([None, 1, 4])),
            float32=draw(st.booleans()),
        )
        for n in range(3)
    ]
    plant = make_plant(*tags)
    marks = st.sampled_from([0, 0, 0, int(Mark.SOURCE_DOWN), int(Mark.SIMULATED)])
    return plant, [reading._replace(marks=draw(marks)) for reading in draw(streams(plant))]


@given(plants_and_streams(), st.data())
def test_any_cut_and_restart_tells_the_twins_facts_in_their_order(
    case: tuple[Plant, list[Reading]], data: st.DataObject
) -> None:
    plant, stream = case
    expected = expect_facts(plant, WATCHES, stream)

    for ticks in ([stream], [[reading] for reading in stream], data.draw(cuts(stream))):
        stage = Stage(plant, WATCHES)
        found: list[Fact] = []
        for tick in ticks:
            found += stage.tick(tick)
            stage.restart()
        assert found + stage.tick([], END) == expected


@given(plants_and_streams())
def test_facts_of_a_channel_differ_from_one_to_the_next(
    case: tuple[Plant, list[Reading]],
) -> None:
    plant, stream = case
    stage, truth = Stage(plant, WATCHES), dict.fromkeys(range(len(WATCHES)), Truth.UNKNOWN)

    for fact in stage.tick(stream) + stage.tick([], END):
        assert fact.truth != truth[fact.channel]
        truth[fact.channel] = fact.truth
    assert stage.channels.states.truth.tolist() == list(truth.values())


class TestOne:
    """One channel of a tag with H 80, deadband 2, stale after 12 s."""

    plant = make_plant(make_tag("T0", h=80, deadband=2, interval_s=4))

    def follow(self, *readings: Reading, watch: Watch | None = None) -> list[tuple[float, int]]:
        """When it says what, in seconds, up to 30 s after the last reading."""
        stage = Stage(self.plant, [watch or Watch(0, None, None)])
        facts = [fact for reading in readings for fact in stage.tick([reading])]
        return [((fact.at - T0) / 1000, fact.truth) for fact in facts + stage.tick([], END)]

    def readings(self, *values: float | tuple[float, int]) -> list[Reading]:
        """One a second; a pair is a value and its status."""
        return [
            Reading(0, T0 + 1000 * second, *(value if isinstance(value, tuple) else (value,)))
            for second, value in zip(count(), values, strict=False)
        ]

    def test_it_trips_at_the_limit_and_clears_below_the_deadband(self) -> None:
        told = self.follow(*self.readings(79.9, 80, 78, 77.9, 79.9))

        assert told == [(0, Truth.FALSE), (1, Truth.TRUE), (3, Truth.FALSE), (16, Truth.UNKNOWN)]

    def test_between_the_two_what_was_known_before_the_unknown_stands(self) -> None:
        told = self.follow(*self.readings(80, (80, BAD), 79))

        assert told[:3] == [(0, Truth.TRUE), (1, Truth.UNKNOWN), (2, Truth.TRUE)]

    def test_forced_may_make_it_true_and_never_false(self) -> None:
        told = self.follow(
            *self.readings((80, UNCERTAIN_SUBSTITUTE), (50, UNCERTAIN_SUBSTITUTE), 50)
        )

        assert told[:3] == [(0, Truth.TRUE), (1, Truth.UNKNOWN), (2, Truth.FALSE)]

    def test_a_source_declared_down_may_make_it_true_and_never_false(self) -> None:
        high, low, sure = self.readings(80, 50, 50)
        down = int(Mark.SOURCE_DOWN)
        told = self.follow(high._replace(marks=down), low._replace(marks=down), sure)

        assert told[:3] == [(0, Truth.TRUE), (1, Truth.UNKNOWN), (2, Truth.FALSE)]

    def test_an_age_limit_ends_it_before_the_tag_is_stale(self) -> None:
        told = self.follow(*self.readings(80), watch=Watch(0, None, 2.5))

        assert told == [(0, Truth.TRUE), (2.5, Truth.UNKNOWN)]

    def test_a_state_is_true_within_the_tolerance(self) -> None:
        told = self.follow(*self.readings(0, 0.5, 1.5, 1.6), watch=Watch(0, 1.0, None))

        assert told[:3] == [(0, Truth.FALSE), (1, Truth.TRUE), (3, Truth.FALSE)]

    def test_what_is_too_old_when_it_comes_says_nothing(self) -> None:
        plant = make_plant(*self.plant.tags, make_tag("T1", h=80))
        stage = Stage(plant, [Watch(0, None, None)])

        stage.tick([Reading(1, T0 + 20_000, 0.0)])

        assert stage.tick([Reading(0, T0 + 7_999, 90.0)]) == []
        assert [fact.truth for fact in stage.tick([Reading(0, T0 + 8_000, 90.0)])] == [Truth.TRUE]

    def test_marks_say_what_the_quality_was(self) -> None:
        stage = Stage(self.plant, [Watch(0, None, None)])
        (fact,) = stage.tick([Reading(0, T0, 90.0, UNCERTAIN, int(Mark.SIMULATED))])

        assert fact.marks == Mark.UNCERTAIN | Mark.SIMULATED


class TestLive:
    """Where gateways have clocks of their own, and are lost."""

    plant = make_plant(*(make_tag(f"T{n}", h=80, interval_s=4) for n in range(3)))
    watches = (Watch(1, None, None), Watch(0, None, None))

    def begin(self) -> Stage:
        stage = Stage(self.plant, self.watches, streamed=False)
        stage.tick([Reading(0, T0, 90.0), Reading(1, T0, 50.0)])
        return stage

    def test_a_lost_gateway_makes_its_channels_unknown_since_then(self) -> None:
        stage = self.begin()

        told = stage.tick([], 1000, fallen={0: T0 + 400, 2: T0 + 400})

        assert [(fact.at - T0, fact.channel, fact.truth) for fact in told] == [
            (400, 1, Truth.UNKNOWN)
        ]
        assert stage.channels.next_due() == T0 + 12_000

    def test_both_old_and_lost_counts_from_the_earlier(self) -> None:
        told = self.begin().tick([], 20_000, fallen={0: T0 + 15_000, 1: T0 + 9_000})

        assert [(fact.at - T0, fact.channel) for fact in told] == [(9_000, 0), (12_000, 1)]

    def test_the_next_reading_makes_it_known(self) -> None:
        stage = self.begin()
        stage.tick([], 1000, fallen={0: T0 + 400})

        told = stage.tick([Reading(0, T0 + 2000, 50.0)])

        assert [(fact.channel, fact.truth) for fact in told] == [(1, Truth.FALSE)]

    def test_a_gap_within_a_tick_is_told_before_the_reading_that_ends_it(self) -> None:
        told = self.begin().tick([Reading(0, T0 + 13_000, 90.0)])

        assert [(fact.at - T0, fact.channel, fact.truth) for fact in told] == [
            (12_000, 1, Truth.UNKNOWN),
            (13_000, 1, Truth.TRUE),
            (12_000, 0, Truth.UNKNOWN),
        ]


def test_restored_arrays_are_the_state() -> None:
    plant = make_plant(make_tag("T0", h=80, deadband=2, interval_s=4))
    first, second = (Stage(plant, [Watch(0, None, None)]) for _ in range(2))
    first.tick([Reading(0, T0, 90.0)])

    for name, array in second.channels.arrays().items():
        array[:] = first.channels.arrays()[name]
    second.clock, second.board = first.clock, first.board

    assert second.tick([Reading(0, T0 + 1000, 79.0)]) == [], "the deadband is remembered"
    assert [fact.at - T0 for fact in second.tick([], END)] == [13_000]


class TestStanding:
    """What stands is asked again under other limits, or for the first time."""

    def rejudge(self, limit: float, *readings: Reading) -> list[tuple[int, str]]:
        before, after = (make_plant(make_tag("T0", h=h, deadband=5)) for h in (80, limit))
        old, new = (Stage(plant, [Watch(0, None, None)]) for plant in (before, after))
        old.tick(readings)
        for name, array in new.channels.arrays().items():
            array[:] = old.channels.arrays()[name]
        facts = new.channels.rejudge(np.array([True]), old.board, T0 + 9000)
        return [(fact.truth, fact.value) for fact in new.tell(facts)]

    def test_other_limits_make_other_truths(self) -> None:
        assert self.rejudge(60, Reading(0, T0, 60.0)) == [(Truth.TRUE, "60.0")]
        assert self.rejudge(90, Reading(0, T0, 84.0)) == [(Truth.FALSE, "84.0")]

    def test_between_the_new_limit_and_its_deadband_the_old_truth_stands(self) -> None:
        assert self.rejudge(85, Reading(0, T0, 82.0)) == []

    def test_a_forced_value_makes_nothing_false(self) -> None:
        forced = Reading(0, T0, 82.0, UNCERTAIN_SUBSTITUTE)

        assert self.rejudge(90, forced) == [(Truth.UNKNOWN, "82.0")]

    def test_what_was_unknown_stays_so(self) -> None:
        assert self.rejudge(60, Reading(0, T0, 70.0, BAD)) == []

    def test_channels_that_are_new_hear_what_stands_on_the_board(self) -> None:
        plant = make_plant(make_tag("T0", h=80), make_tag("T1", h=80))
        stage = Stage(plant, [Watch(0, None, None), Watch(1, None, None), Watch(1, None, None)])
        arrivals = stage.take_in([Reading(0, T0 + 5000, 50.0)])
        stage.write([Reading(1, T0, 90.0)])
        known = np.array([True, True])

        told = stage.tell(stage.channels.take_up(arrivals, known))

        assert [(fact.channel, fact.truth, fact.at) for fact in told] == [
            (1, Truth.TRUE, T0),
            (2, Truth.TRUE, T0),
        ]
        assert {fact.place for fact in told} == {-1}
        assert len(stage.channels.take_up(arrivals, known)) == 0, "and only once"

    def test_a_value_that_counts_no_more_says_nothing_to_new_channels(self) -> None:
        stage = Stage(make_plant(make_tag("T0", h=80)), [Watch(0, None, None)])
        arrivals = stage.take_in([Reading(0, T0 + 5000, 50.0)])
        stage.write([Reading(0, T0, 90.0)])

        assert len(stage.channels.take_up(arrivals, np.array([False]))) == 0


def test_the_first_reading_is_a_fact_if_asked_for_even_where_it_says_nothing() -> None:
    plant = make_plant(make_tag("T0", h=80))
    stage = Stage(plant, [])
    stage.channels = Channels([watch_limit(0, plant.tags[0], Condition.H)], 1, tell_first=True)

    told = [stage.tick([Reading(0, T0 + n, float("nan"))]) for n in range(2)]

    assert [[fact.truth for fact in facts] for facts in told] == [[Truth.UNKNOWN], []]


def test_nothing_given_is_written_to() -> None:
    plant = make_plant(make_tag("T0", h=80, interval_s=1))
    stage = Stage(plant, [Watch(0, None, None)])
    arrivals = stage.take_in([Reading(0, T0, 90.0), Reading(0, T0 + 20_000, 50.0)])
    for owner in (arrivals.batch, arrivals):
        for field in fields(owner):
            if isinstance(array := getattr(owner, field.name), np.ndarray):
                array.flags.writeable = False

    assert len(stage.channels.read(replace(arrivals))) == 3
