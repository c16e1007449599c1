"""The bank against its slow twin, and what every cut of a stream has in common."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.words import Plant
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, cuts, newest, plants_and_streams, run, run_tick
from tests.detectors.twin import Reading, expect, live_only

Case = tuple[Plant, list[Reading]]
WAITS = st.sampled_from([1, 1000, 20_000])


def end_of(stream: list[Reading], wait: int) -> int:
    return newest(stream) + wait


@given(plants_and_streams, WAITS, st.sampled_from([None, T0]))
def test_the_bank_is_its_twin(case: Case, wait: int, start: int | None) -> None:
    plant, stream = case
    end = end_of(stream, wait)

    assert live_only(run(plant, [stream], end, start)) == expect(plant, stream, end, start)


@given(plants_and_streams, WAITS, st.sampled_from([None, T0]), st.data())
def test_no_cut_of_a_stream_into_ticks_changes_a_verdict(
    case: Case, wait: int, start: int | None, data: st.DataObject
) -> None:
    plant, stream = case
    end = end_of(stream, wait)

    found = run(plant, data.draw(cuts(stream)), end, start)

    assert live_only(found) == expect(plant, stream, end, start)
    assert found == run(plant, [stream], end, start)


def test_no_cut_matters_where_one_tag_overtakes_another() -> None:
    """T1's delay is over by T2's time: T1's second reading comes too late to cancel it."""
    plant = make_plant(make_tag("T1", h=80, on_delay_s=1), make_tag("T2"))
    arrivals = [(1, 6000, 0.0), (0, 4000, 90.0), (0, 4500, 50.0), (1, 7000, 0.0)]
    stream = [Reading(row, T0 + time, value) for row, time, value in arrivals]
    end = end_of(stream, 1)
    expected = expect(plant, stream, end)
    assert [(change.at - T0, change.active) for change in expected] == [(5000, True), (5000, False)]

    for cut in product([False, True], repeat=len(stream) - 1):
        places = [0, *(n for n, here in enumerate(cut, start=1) if here), len(stream)]
        ticks = [stream[first:last] for first, last in pairwise(places)]
        assert run(plant, ticks, end) == expected


@given(plants_and_streams)
def test_reading_by_reading_is_the_same_as_all_at_once(case: Case) -> None:
    plant, stream = case
    end = end_of(stream, 1)

    assert run(plant, [[reading] for reading in stream], end) == run(plant, [stream], end)


def test_a_tag_bears_the_mark_of_a_test_while_it_stands_and_after_a_restart() -> None:
    plant = make_plant(make_tag("T1", h=80, frozen=0.1, frozen_on_delay_s=5))
    bank, doubts = Bank(plant), []
    for second, value in [(0, 50.0), (3, 50.0), (9, 50.0), (12, 60.0)]:
        run_tick(bank, plant, [Reading(0, T0 + 1000 * second, value)], T0 + 1000 * second)
        run_tick(bank, plant, [], T0 + 1000 * second)
        doubts.append(int(bank.board.doubts[0]))
    assert doubts == [0, 0, 2, 0]

    again = Bank(plant)
    again.align({"T1:frozen"})
    assert again.board.doubts.tolist() == [2]


class TestFits:
    """State of another version is not taken up, whatever of it bears the same name."""

    @staticmethod
    def save() -> tuple[Bank, dict[str, Any]]:
        rated = make_tag("T1", h=80, rate=6, rate_window_s=60)
        bank = Bank(make_plant(rated, make_tag("T2", h=80, spike=8)), None)
        return bank, bank.save()

    def test_its_own(self) -> None:
        bank, saved = self.save()
        assert bank.fits(saved)

    def test_that_of_another_plant(self) -> None:
        bank, _ = self.save()
        other = Bank(make_plant(make_tag("T1-with-a-longer-name", h=80, rate=6)), None).save()
        assert bank.fits(other)
        assert bank.fits({name: rows for name, rows in other.items() if "/rate/" not in name})

    @pytest.mark.parametrize("name", ["tags/board_value", "kinds/rate/points/deriver_stamp"])
    def test_not_where_a_number_means_something_else(self, name: str) -> None:
        bank, saved = self.save()
        assert not bank.fits({**saved, name: saved[name].astype(np.float16)})

    def test_not_where_something_of_the_banks_own_is_missing_or_too_much(self) -> None:
        bank, saved = self.save()
        rest = {name: rows for name, rows in saved.items() if name != "tags/board_value"}
        assert not bank.fits(rest)
        assert not bank.fits({**saved, "tags/board_value_before": saved["tags/board_value"]})
