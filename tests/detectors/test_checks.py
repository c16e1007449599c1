"""The check list that every detector of the bank passes.

Inputs untouched, empty ticks harmless, state saved and restored anywhere, carried over to a
changed plant (:mod:`tests.detectors.test_standing`), and a due time told for all that waits.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.condition import Condition
from plant.quality import BAD, UNCERTAIN_SUBSTITUTE
from plant.reading import NEVER, ReadingBatch
from plant.words import Plant
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, feed, newest, plants_and_streams, run, run_tick, said, wait
from tests.detectors.twin import Expected, Reading, expect, in_order, live_only, make_batch

Case = tuple[Plant, list[Reading]]


@given(plants_and_streams, st.data())
def test_a_bank_restored_anywhere_goes_on_as_if_nothing_had_been(
    case: Case, data: st.DataObject
) -> None:
    plant, stream = case
    place = data.draw(st.integers(0, len(stream)))
    clock, end = newest(stream[:place]), newest(stream) + 20_000
    first, second = Bank(plant, None), Bank(plant, None)

    found = run_tick(first, plant, stream[:place], clock)
    second.restore(first.save())
    found += run_tick(second, plant, stream[place:], newest(stream))
    found += run_tick(second, plant, [], end)

    assert live_only(in_order(found)) == expect(plant, stream, end)
    assert in_order(found) == run(plant, [stream], end)


@given(plants_and_streams)
def test_what_is_given_is_never_written_to(case: Case) -> None:
    plant, stream = case
    batch = make_batch(stream)
    moment = situation(plant, T0 + 1_000_000)
    for owner in (batch, moment):
        for name in type(owner).__slots__:
            if isinstance(array := getattr(owner, name), np.ndarray):
                array.flags.writeable = False

    Bank(plant, T0).judge(batch, moment)


@given(plants_and_streams)
def test_what_was_saved_does_not_change_when_the_bank_goes_on(case: Case) -> None:
    plant, stream = case
    bank = Bank(plant, None)
    saved = bank.save()
    before = {name: array.copy() for name, array in saved.items()}

    run_tick(bank, plant, stream, T0 + 1_000_000)

    for name, array in before.items():
        np.testing.assert_array_equal(saved[name], array)


@given(plants_and_streams)
def test_each_alarm_is_raised_and_returned_by_turns_and_in_order_of_time(case: Case) -> None:
    plant, stream = case
    bank = Bank(plant, None)
    last: dict[str, Expected] = {}
    for place, reading in enumerate(stream, start=1):
        for change in run_tick(bank, plant, [reading], newest(stream[:place])):
            before = last.get(change.alarm)
            assert change.active is (before is None or not before.active)
            assert before is None or before.at <= change.at
            assert change.onset <= change.at
            last[change.alarm] = change


def test_an_empty_tick_says_nothing() -> None:
    plant = make_plant(make_tag("T1", h=80, interval_s=1), make_tag("T2"))
    bank = Bank(plant, None)

    for now in (T0, T0, T0 + 1, T0 + 1_000_000):
        assert len(bank.judge(ReadingBatch.empty(), situation(plant, now))) == 0


def test_a_plant_without_tags_can_be_judged() -> None:
    plant = make_plant()
    bank = Bank(plant, T0)

    assert len(bank.judge(ReadingBatch.empty(), situation(plant, T0))) == 0
    assert {rule.condition for rule in bank.rules} == {Condition.SYSTEM}


def test_a_tag_without_limits_has_quality_and_silence_to_tell() -> None:
    plant = make_plant(make_tag("T1", interval_s=1))
    bank = Bank(plant, None)
    bad = [Reading(0, T0, 50.0, BAD)]

    assert said(run_tick(bank, plant, bad, T0)) == [(0, "T1:bad_quality", True)]
    assert said(wait(bank, plant, 10.001)) == [(10, "T1:stale", True)]


def test_the_clock_of_a_stream_is_saved_too() -> None:
    """T2 has moved it past T1's delay before T1's readings come."""
    plant = make_plant(make_tag("T1", h=80, on_delay_s=1), make_tag("T2"))
    first, second = Bank(plant, None), Bank(plant, None)
    feed(first, plant, (6, 0.0), row=1)
    second.restore(first.save())

    late = [Reading(0, T0 + 4000, 90.0), Reading(0, T0 + 4500, 50.0)]

    assert said(run_tick(second, plant, late, T0 + 6000)) == [(5, "T1:H", True), (5, "T1:H", False)]


class TestDueTimes:
    """``next_due`` is what lets a shell sleep."""

    plant = make_plant(make_tag("T1", h=80, on_delay_s=5, off_delay_s=7))

    def test_nothing_pending_is_never_due(self) -> None:
        assert Bank(self.plant, T0).next_due() == NEVER

    def test_a_pending_raise_and_a_pending_return_are_due(self) -> None:
        bank = Bank(self.plant, None)
        feed(bank, self.plant, (0, 90))
        assert bank.next_due() == T0 + 5000

        assert said(wait(bank, self.plant, 5.001)) == [(5, "T1:H", True)]
        assert bank.next_due() == NEVER

        feed(bank, self.plant, (6, 70))
        assert bank.next_due() == T0 + 13_000

    def test_a_tag_with_an_interval_is_due_when_it_goes_stale(self) -> None:
        plant = make_plant(make_tag("T1", interval_s=5))
        bank = Bank(plant, T0)
        assert bank.next_due() == T0 + 15_000

        feed(bank, plant, (2, 1.0))
        assert bank.next_due() == T0 + 17_000

    def test_an_instant_that_is_due_has_not_passed_yet(self) -> None:
        bank = Bank(self.plant, None)
        feed(bank, self.plant, (0, 90))

        assert wait(bank, self.plant, 5) == []
        assert said(wait(bank, self.plant, 5.001)) == [(5, "T1:H", True)]


def test_the_board_tells_the_latest_of_every_tag() -> None:
    plant = make_plant(make_tag("T1", interval_s=1), make_tag("T2"))
    bank = Bank(plant, None)
    assert np.isnan(bank.board.value).all()

    feed(bank, plant, (0, 1.5), (1, 2.5))
    assert bank.board.value[0] == 2.5
    assert bank.board.time[0] == T0 + 1000
    assert bank.board.stale.tolist() == [False, False]

    wait(bank, plant, 12)
    assert bank.board.value[0] == 2.5
    assert bank.board.stale.tolist() == [True, False]


def test_changes_carry_the_times_of_the_deciding_reading() -> None:
    plant = make_plant(make_tag("T1", h=80, on_delay_s=5))
    bank = Bank(plant, None)
    batch = make_batch([Reading(0, T0, 90), Reading(0, T0 + 2000, 91)])
    batch = replace(batch, source=batch.time - 300, received=batch.time + 40)

    bank.judge(batch, situation(plant, T0 + 2000))
    changes = bank.judge(ReadingBatch.empty(), situation(plant, T0 + 5001))

    assert changes.source.tolist() == [T0 + 1700]
    assert changes.received.tolist() == [T0 + 2040]


def test_the_word_of_a_reading_that_is_no_number_is_the_reason() -> None:
    plant = make_plant(make_tag("T1", h=80))
    batch = ReadingBatch.of([0, 0], [T0, T0 + 1], [50.0, np.nan], [0, BAD], {1: "断线"})

    changes = Bank(plant, None).judge(batch, situation(plant, T0 + 1))

    assert changes.active.tolist() == [True]
    assert changes.reasons == {0: "断线"}


def test_a_bad_value_beyond_says_that_it_may_be_true() -> None:
    plant = make_plant(make_tag("T1", h=80))
    batch = make_batch([Reading(0, T0, 85.0, BAD)])

    changes = Bank(plant, None).judge(batch, situation(plant, T0))

    assert "可能真实超限" in changes.reasons[0]


class TestKnows:
    """A reset needs a condition that can be judged right now."""

    plant = make_plant(make_tag("T1", h=80, hh=90, interval_s=1), make_tag("T2", h=80))

    def test_a_limit_is_known_from_its_first_usable_reading_on(self) -> None:
        bank = Bank(self.plant, None)
        assert not bank.knows("T1:H")

        feed(bank, self.plant, (0, np.nan))
        assert not bank.knows("T1:H")

        feed(bank, self.plant, (1, 50.0))
        assert bank.knows("T1:H")
        assert bank.knows("T1:HH")
        assert not bank.knows("T2:H")

    def test_it_is_not_while_its_value_is_bad_forced_below_or_stale(self) -> None:
        bank = Bank(self.plant, None)
        for second, status in [(0, BAD), (2, UNCERTAIN_SUBSTITUTE)]:
            feed(bank, self.plant, (second, 50.0))
            assert bank.knows("T1:H")
            doubtful = [Reading(0, T0 + 1000 * second + 1000, 50.0, status)]
            run_tick(bank, self.plant, doubtful, doubtful[0].time)
            assert not bank.knows("T1:H")

        feed(bank, self.plant, (5, 50.0))
        wait(bank, self.plant, 15)
        assert bank.knows("T1:H")
        wait(bank, self.plant, 15.001)
        assert not bank.knows("T1:H")

    def test_what_is_not_judged_from_a_value_always_is(self) -> None:
        bank = Bank(self.plant, None)

        for alarm in ("T1:stale", "T1:bad_quality", "G1:gateway_lost", "G1:clock"):
            assert bank.knows(alarm)
