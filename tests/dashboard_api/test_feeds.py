"""Sampled streams: only what changed, once."""

import json

import numpy as np

from dashboard_api.feeds import OPS_A_FRAME, ROWS_AT_ONCE, Feed, TagSampler, sample
from dashboard_api.selection import Selection
from detectors.bank import Bank
from plant.quality import BAD
from tests.dashboard_api.house import House, make_plant


def sampler_of(house):
    return TagSampler(house.plant, lambda: house.bank.board, Selection())


def test_at_first_every_row_then_those_that_changed(house):
    sampler = sampler_of(house)
    assert set(sampler.changed()) == {"T1", "T2", "T3", "液位LT-9"}
    assert sampler.changed() == {}
    house.read_in("T2", 5.0)
    assert json.loads(sampler.changed()["T2"])["value"] == 5.0


def test_nan_after_nan_is_no_change_but_a_new_quality_is(house):
    sampler = sampler_of(house)
    house.read_in("T1", float("nan"))
    sampler.changed()
    assert sampler.changed() == {}
    house.bank.board.status[0] = BAD
    assert json.loads(sampler.changed()["T1"])["quality"] == "bad"
    house.bank.board.stale[0] = True
    assert json.loads(sampler.changed()["T1"])["marks"] == ["stale"]


def test_a_board_that_is_replaced_is_compared_with_the_one_before(house):
    sampler = sampler_of(house)
    sampler.changed()
    house.bank = Bank(house.plant)
    assert sampler.changed() == {}


def test_hazards_and_gateways_are_sampled_whole(house):
    hazards = sample("hazards", Selection(), house.ports, lambda: iter(house.shown.standing()))
    assert set(hazards.changed()) == {"H1", "H2"}
    house.judge("T1:HH")
    assert set(hazards.changed()) == {"H1"}
    gateways = sample("gateways", Selection(), house.ports, lambda: iter(()))
    assert set(gateways.changed()) == {"G1", "G2"}
    house.time += 1
    assert set(gateways.changed()) == {"G1"}


def test_a_flush_is_cut_into_portions_that_count_on(house):
    house = House(make_plant(tags=2 * OPS_A_FRAME))
    feed = Feed(sampler_of(house), 200.0, 0.0)
    house.bank.board.value[:] = np.arange(len(house.plant.tags))
    house.bank.board.received[:] = 1
    portions = feed.flush(1000.0)
    assert [portion.q for portion in portions] == [1, 2, 3]
    assert [len(portion.keys) for portion in portions] == [500, 500, 1]
    assert all(len(json.loads(portion.ops)) == len(portion.keys) for portion in portions)
    assert feed.due == 1200.0
    assert feed.flush(1200.0) == []


def test_many_rows_come_in_turns_and_none_is_kept_waiting_by_the_restless():
    house = House(make_plant(tags=2 * ROWS_AT_ONCE))
    sampler = sampler_of(house)
    while sampler.changed():
        pass
    house.bank.board.value[:] = 1.0
    told = set()
    for turn in range(3):
        house.bank.board.value[:ROWS_AT_ONCE] = float(turn)
        changed = sampler.changed()
        assert len(changed) <= ROWS_AT_ONCE
        told |= set(changed)
    assert told == {tag.id for tag in house.plant.tags}
