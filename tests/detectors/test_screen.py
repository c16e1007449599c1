"""The screen changes what is looked at, and not one verdict."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.words import Plant
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import (
    T0,
    cuts,
    feed,
    flatten,
    newest,
    plants_and_streams,
    run,
    run_tick,
    said,
    wait,
)
from tests.detectors.twin import Reading, in_order

Case = tuple[Plant, list[Reading]]


def rouse(bank: Bank) -> Bank:
    """A bank that takes no tag for calm: after a restart all are looked into again."""
    bank.restore(bank.save())
    return bank


@given(plants_and_streams, st.data())
def test_readings_judged_in_every_respect_find_the_same(case: Case, data: st.DataObject) -> None:
    plant, stream = case
    bank, clock, end = Bank(plant, None), T0, newest(stream) + 20_000
    found = []
    ticks = data.draw(cuts(stream))
    for tick in ticks:
        clock = newest(tick, clock)
        found += run_tick(rouse(bank), plant, tick, clock)
    found += run_tick(rouse(bank), plant, [], end)

    assert in_order(found) == run(plant, ticks, end)


def test_many_readings_at_once_find_what_one_by_one_do() -> None:
    """Tags beside one another, in every posture, so that a round is partly quiet."""
    tags = [
        make_tag(f"T{n}", l=20, h=80, deadband=2, on_delay_s=1, off_delay_s=2) for n in range(40)
    ]
    plant, random = make_plant(*tags), np.random.default_rng(7)
    values = np.where(random.random((30, 40)) < 0.4, 90.0, 50.0)
    stream = [
        Reading(row, T0 + 700 * cycle + row, values[cycle, row])
        for cycle in range(30)
        for row in range(40)
    ]
    end = newest(stream) + 20_000

    together = run(plant, [stream], end)

    assert len(together) > 100
    assert together == run(plant, [[reading] for reading in stream], end)


def test_a_quiet_reading_is_the_latest_value_all_the_same() -> None:
    plant = make_plant(make_tag("T1", h=80, interval_s=1))
    bank = Bank(plant, None)
    feed(bank, plant, (0, 50.0), (1, 51.0), (2, 52.0))

    assert bank.board.value.tolist() == [52.0]
    assert bank.board.time.tolist() == [T0 + 2000]
    assert wait(bank, plant, 12) == []
    assert said(wait(bank, plant, 12.001)) == [(12, "T1:stale", True)]


def test_a_gap_before_a_quiet_reading_is_told_in_the_same_tick() -> None:
    plant = make_plant(make_tag("T1", h=80, interval_s=1))
    bank = Bank(plant, None)
    feed(bank, plant, (0, 50.0), (1, 51.0))

    told = said(feed(bank, plant, (2, 50.0), (30, 50.0)))

    assert told == [(12, "T1:stale", True), (30, "T1:stale", False)]


def test_the_limits_of_today_decide_what_is_quiet_after_a_restart() -> None:
    plant, narrower = make_plant(make_tag("T1", h=80)), make_plant(make_tag("T1", h=60))
    first, second = Bank(plant, None), Bank(narrower, None)
    feed(first, plant, (0, 50.0), (1, 50.0))
    second.restore(first.save())
    assert flatten(second, second.rejudge(T0 + 1000)) == []

    assert said(feed(second, narrower, (2, 70.0))) == [(2, "T1:H", True)]
