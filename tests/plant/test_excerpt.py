"""An excerpt of a plant: what is left where others are as if they were not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.excerpt import cut_out, find_enterprises
from plant.tag_kind import TagKind
from plant.words import (
    Area,
    Camera,
    Cause,
    Effect,
    Enterprise,
    Equipment,
    Gateway,
    Hazard,
    Interlock,
    Park,
    Plant,
    Tag,
    Voting,
)


def make_tag(name, owner):
    nothing = {"range_lo": None, "range_hi": None, "interval_s": None, "priority": None}
    return Tag(
        id=name,
        enterprise=owner,
        equipment=f"V-{owner}",
        hazard=f"H-{owner}",
        kind=TagKind.LEVEL,
        unit="%",
        name="",
        name_en="",
        alarms={},
        **nothing,
    )


def interlock(name, cause, effect, **more):
    return Interlock(name, (Cause(cause, Condition.HH),), (Effect(effect, 0.0),), **more)


OWNERS = ("A", "B", "C")
TAGS = tuple(make_tag(f"{owner}{n}", owner) for owner in OWNERS for n in (1, 2))
PLANT = Plant(
    park=Park("P", "园区"),
    areas=(
        Area("city", "city", "市"),
        Area("east", "district", "东区", within="city"),
        Area("west", "district", "西区", within="city"),
        Area("port", "park", "港区", within="east"),
        Area("empty", "park", "空", within="west"),
    ),
    enterprises=(
        Enterprise("A", "甲", area="port"),
        Enterprise("B", "乙", area="east"),
        Enterprise("C", "丙"),
    ),
    hazards=tuple(Hazard(f"H-{owner}", owner, "罐区") for owner in OWNERS),
    equipment=tuple(Equipment(f"V-{owner}", f"H-{owner}", "tank", "罐") for owner in OWNERS),
    gateways=tuple(Gateway(f"G-{owner}", owner) for owner in OWNERS),
    tags=TAGS,
    votings=(
        Voting("own", ("A1", "A2"), 2, Condition.H),
        Voting("shared", ("A1", "B1"), 2, Condition.H),
    ),
    interlocks=(
        interlock("alone", "A1", "A2"),
        interlock("by-vote", "own", "A2", reset="manual"),
        interlock("by-shared-vote", "shared", "A2"),
        interlock("across", "A1", "B2"),
        interlock("after-across", "across", "A2"),
        interlock("reset-across", "A1", "A2", reset="B1"),
    ),
    cameras=(Camera("both", "门", hazards=("H-A", "H-B")), Camera("of-b", "门", hazards=("H-B",))),
    hash="whole",
)


@pytest.mark.parametrize(
    ("place", "enterprises"),
    [("city", "AB"), ("east", "AB"), ("port", "A"), ("west", ""), ("empty", ""), ("C", "C")],
)
def test_a_place_holds_what_lies_in_it_however_deep(place, enterprises):
    assert find_enterprises(PLANT, place) == set(enterprises)


@pytest.mark.parametrize("place", ["gone", ""])
def test_a_place_that_is_none_holds_nothing(place):
    assert find_enterprises(PLANT, place) == set()


def test_what_names_others_tags_is_left_out_with_all_that_hangs_on_it():
    cut = cut_out(PLANT, {"A"})
    assert [one.id for one in cut.votings] == ["own"]
    assert [one.id for one in cut.interlocks] == ["alone", "by-vote"]
    assert [(one.id, one.hazards) for one in cut.cameras] == [("both", ("H-A",))]


def test_areas_around_stay_and_others_go():
    assert [one.id for one in cut_out(PLANT, {"A"}).areas] == ["city", "east", "port"]
    assert [one.id for one in cut_out(PLANT, {"C"}).areas] == []


@given(st.sets(st.sampled_from(OWNERS)))
def test_nothing_of_anybody_else_is_left_and_nothing_of_ones_own_is_lost(enterprises):
    cut = cut_out(PLANT, enterprises)
    assert {one.id for one in cut.enterprises} == enterprises
    for part in ("hazards", "gateways", "tags"):
        own = [one for one in getattr(PLANT, part) if one.enterprise in enterprises]
        assert list(getattr(cut, part)) == own
    assert cut_out(cut, enterprises) == cut


def test_everybody_together_is_the_whole_but_for_who_is_told():
    cut = cut_out(PLANT, set(OWNERS))
    assert (cut.interlocks, cut.votings, cut.tags) == (
        PLANT.interlocks, PLANT.votings, PLANT.tags,
    )  # fmt: skip
    assert cut.hash == "whole"
