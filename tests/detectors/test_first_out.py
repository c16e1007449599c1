"""First-outs: marks at the moment of the raise, and what the cut of a stream can change of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.first_out import FirstOut
from detectors.verdict import Changes
from plant.reading import Mark
from plant.words import Plant
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, cuts
from tests.detectors.twin import Reading, make_batch

FIRST, SET = Mark.FIRST_OUT, Mark.FIRST_OUT | Mark.UNDECIDED
LOCK = {
    "causes": [{"source": "T0", "condition": "HH"}],
    "effects": [{"tag": "T0", "expected": 50}],
}
PLANT = make_plant(
    *(make_tag(f"T{n}", hh=90) for n in range(4)),
    make_tag("T4", equipment="V2", hh=90),
    park={"clock_uncertainty_s": 1.0},
    interlocks={"IL": LOCK},
)
Said = list[tuple[str, bool, int]]


class Bench:
    def __init__(self, plant: Plant = PLANT) -> None:
        self.plant = plant
        self.bank = Bank(plant)
        self.changes = Changes.none()

    def tick(self, *readings: tuple[int, float, float], now: float, source: float = 0) -> Said:
        """Readings (tag, second, value), source time ``source`` s earlier; HH with its marks."""
        stream = [Reading(row, at(second), value) for row, second, value in readings]
        batch = make_batch(stream)
        batch = replace(batch, source=batch.time - round(1000 * source))
        self.changes = self.bank.judge(batch, situation(self.plant, at(now)))
        return self.tell()

    def tell(self) -> Said:
        return [
            (self.bank.rules[rule].source, active, marks & SET)
            for rule, active, marks in zip(
                self.changes.rule.tolist(),
                self.changes.active.tolist(),
                self.changes.marks.tolist(),
                strict=True,
            )
            if self.bank.rules[rule].condition == "HH"
        ]


def at(second: float) -> int:
    return T0 + round(1000 * second)


class TestMarks:
    def test_the_first_is_marked_and_later_ones_are_not(self) -> None:
        told = Bench().tick((0, 10, 91), (1, 12, 91), now=12)

        assert told == [("T0", True, FIRST), ("T1", True, 0)]

    def test_raises_of_one_tick_too_close_to_tell_are_all_undecided(self) -> None:
        told = Bench().tick((0, 10, 91), (1, 11, 91), (2, 11.001, 91), now=12)

        assert told == [("T0", True, SET), ("T1", True, SET), ("T2", True, 0)]

    def test_one_that_is_known_later_joins_the_set_and_marks_told_stay(self) -> None:
        bench = Bench()

        assert bench.tick((0, 10, 91), now=10) == [("T0", True, FIRST)]
        assert bench.tick((1, 10.5, 91), now=10.5) == [("T1", True, SET)]
        assert bench.bank.first_out("V1") == ["T0:HH", "T1:HH"]

    def test_one_that_arrives_late_and_was_earlier_takes_its_place(self) -> None:
        bench = Bench()
        bench.tick((0, 10, 91), now=10)

        assert bench.tick((1, 8, 91), now=10) == [("T1", True, FIRST)]
        assert bench.bank.first_out("V1") == ["T1:HH"]

    def test_one_that_arrives_late_and_was_hardly_earlier_joins_the_set(self) -> None:
        bench = Bench()
        bench.tick((0, 10, 91), now=10)

        assert bench.tick((1, 9.2, 91), now=10) == [("T1", True, SET)]
        assert bench.bank.first_out("V1") == ["T1:HH", "T0:HH"]

    def test_source_time_counts_not_the_time_at_which_it_is_judged(self) -> None:
        bench = Bench()
        bench.tick((0, 10, 91), now=10)

        assert bench.tick((1, 12, 91), now=12, source=5) == [("T1", True, FIRST)]

    def test_another_raise_of_a_member_is_no_first(self) -> None:
        bench = Bench()
        bench.tick((0, 10, 91), (1, 12, 91), now=12)

        assert bench.tick((0, 13, 50), (0, 14, 91), now=14) == [("T0", False, 0), ("T0", True, 0)]

    def test_a_group_released_within_a_tick_locks_anew(self) -> None:
        told = Bench().tick((0, 10, 91), (0, 11, 50), (1, 12, 91), now=12)

        assert told == [("T0", True, FIRST), ("T0", False, 0), ("T1", True, FIRST)]

    def test_other_units_have_no_part_in_it(self) -> None:
        bench = Bench()

        assert bench.tick((4, 9, 91), (0, 10, 91), now=10) == [("T4", True, 0), ("T0", True, FIRST)]
        assert bench.bank.first_out("V2") == []


def test_only_members_of_locked_units_are_kept() -> None:
    """The demand that keeps the unit locked is one of them."""
    bench = Bench()

    for readings, kept in ([(0, 10, 91)], 2), ([(1, 11, 91)], 3), ([(0, 12, 50), (1, 12, 50)], 0):
        bench.tick(*readings, now=12)
        assert len(bench.bank.save()["kinds/first_out/members/raised/thing"]) == kept


def test_it_is_carried_over_a_restart() -> None:
    first, second = Bench(), Bench()
    first.tick((0, 10, 91), now=10)
    second.bank.restore(first.bank.save())

    assert second.bank.first_out("V1") == ["T0:HH"]
    assert second.tick((1, 15, 91), now=15) == [("T1", True, 0)]


def test_what_stands_in_the_journal_and_is_not_known_came_before_all_else() -> None:
    bench = Bench()
    bench.bank.align({"T0:HH"})

    assert bench.tick((1, 15, 91), now=15) == [("T1", True, 0)]
    assert bench.bank.first_out("V1") == ["T0:HH"]


def test_what_the_journal_does_not_know_is_forgotten() -> None:
    bench = Bench()
    bench.tick((0, 10, 91), now=10)
    bench.bank.align(set())

    assert bench.bank.first_out("V1") == []


def test_a_fault_of_it_takes_marks_and_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    monkeypatch.setattr(FirstOut, "mark", lambda *_: 1 / 0)

    assert bench.tick((0, 10, 91), now=10) == [("T0", True, 0)]
    assert bench.bank.faults == ["first_out: ZeroDivisionError: division by zero"]


# --------------------------------------------------------------------- whatever the cut


@st.composite
def in_order(draw: st.DrawFn) -> list[Reading]:
    """Values that cross HH both ways, known in the order of their source times."""
    gaps = draw(st.lists(st.sampled_from([1, 400, 1000, 1001, 3000]), max_size=20))
    times = np.cumsum([T0, *gaps]).tolist()
    rows, values = st.integers(0, 3), st.sampled_from([50.0, 91.0])
    return [Reading(draw(rows), time, draw(values)) for time in times]


def run(ticks: Iterable[Sequence[Reading]]) -> tuple[list[tuple[str, int, int]], list[str]]:
    """Every raise of HH by alarm and instant with its marks, and what is first at the end."""
    bench, clock, raised = Bench(), T0, []
    for tick in ticks:
        clock = max([clock, *(reading.time for reading in tick)])
        bench.changes = bench.bank.judge(make_batch(tick), situation(PLANT, clock))
        instants = bench.changes.at[
            [bench.bank.rules[rule].condition == "HH" for rule in bench.changes.rule]
        ]
        raised += [
            (source, instant, marks)
            for (source, active, marks), instant in zip(
                bench.tell(), instants.tolist(), strict=True
            )
            if active
        ]
    return sorted(raised), bench.bank.first_out("V1")


@given(in_order(), st.data())
def test_in_order_of_source_time_no_cut_changes_who_is_first(
    stream: list[Reading], data: st.DataObject
) -> None:
    """Who is marked first, and what is first at the end; only UNDECIDED may be known later."""
    fine, first = run([[reading] for reading in stream])
    for ticks in ([stream], data.draw(cuts(stream))):
        coarse, found = run(ticks)

        assert found == first
        assert [(source, when) for source, when, _ in coarse] == [one[:2] for one in fine]
        for (*_, known), (*_, early) in zip(coarse, fine, strict=True):
            assert known & FIRST == early & FIRST
            assert known & early == early, "more is known, nothing is taken back"


@given(in_order())
def test_the_first_of_a_lock_is_always_marked(stream: list[Reading]) -> None:
    raised, _ = run([[reading] for reading in stream])

    assert not raised or min(raised, key=lambda one: one[1])[2] & FIRST
