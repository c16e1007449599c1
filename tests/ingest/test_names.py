"""What gateways call tags, and to which rows it leads."""

from dataclasses import replace

from ingest.names import Names, name_tag
from plant.words import Gateway
from tests.ingest.parks import make_plant, make_tag

NAMES = Names(make_plant())


def test_a_gateway_finds_only_the_tags_of_its_enterprise():
    assert list(NAMES.find(0, ["E1.PT-101", "E2.LT-1", "LT-101"])) == [1, -1, -1]
    assert list(NAMES.find(2, ("E1.PT-101", "E2.LT-1"))) == [-1, 4]


def test_a_prefix_may_be_left_out_or_not():
    assert list(NAMES.find(1, ["LT-101", "E1.LT-101", "E1.E1.LT-101"])) == [0, 0, -1]


def test_a_list_that_is_remembered_is_not_mixed_up_with_another_gateway_s():
    tags = ("E1.LT-101", "E2.LT-1")
    for _ in range(2):
        assert [list(NAMES.find(gateway, tags)) for gateway in (0, 2)] == [[0, -1], [-1, 4]]


def test_what_is_said_of_units_goes_by_row():
    said = {"LT-101": "m", "E1.TT-102": "° C", "E2.LT-1": "ft", "x": "y"}
    assert NAMES.find_units(1, said) == {0: "m", 2: "° C"}


FOREIGN = make_plant(
    gateways=(
        Gateway("N", "E1", format="neuron", topic="/neuron/#", prefix="E1."),
        Gateway("B", "E2", format="bare", topic="b/+"),
        Gateway("G", "E1"),
    ),
    tags=(
        make_tag("E1.LT-101", "E1"),
        replace(make_tag("E1.PT-101", "E1"), source_name="PLC 1/罐区:压力#1"),
        replace(make_tag("E1.TT-101", "E1"), source_name="温度 1"),
        replace(make_tag("E2.TT-101", "E2"), source_name="温度 1"),
    ),
)


def test_a_source_name_is_looked_up_after_ids_within_the_enterprise():
    names = Names(FOREIGN)
    assert list(names.find(0, ["温度 1", "TT-101", "E1.TT-101"])) == [2, 2, 2]
    assert list(names.find(1, ["温度 1"])) == [3]
    assert list(names.find(2, ["温度 1", "PLC 1/罐区:压力#1"])) == [2, 1]


def test_folders_before_a_name_may_be_left_out_by_foreign_gateways():
    names = Names(FOREIGN)
    assert list(names.find(0, ["PLC1/group/LT-101", "PLC1/group/温度 1", "PLC1/group/"])) == [
        0,
        2,
        -1,
    ]
    assert list(names.find(2, ["PLC1/group/E1.LT-101"])) == [-1]
    assert names.explain(2, "PLC1/group/E1.LT-101") == "not this gateway's"


def test_a_tag_belongs_to_the_first_folder_that_it_is_found_in():
    names = Names(FOREIGN)
    first, second = "PLC1/group/LT-101", "PLC2/group/LT-101"
    assert list(names.find(0, [first, second])) == [0, -1]
    assert list(names.find(0, [first])) == [0]
    assert "E1.LT-101 comes as PLC1/group/LT-101" in names.explain(0, second)


def test_a_tag_whose_folder_is_declared_is_found_nowhere_else():
    names = Names(FOREIGN)
    assert list(names.find(0, ["PLC 1/罐区:压力#1", "PLC2/group/PT-101", "PT-101"])) == [1, -1, 1]


def test_a_name_of_nothing_but_folders_is_no_search():
    names = Names(FOREIGN)
    assert list(names.find(0, ["/" * (1 << 20), "a/b/c/d/e/f/g/LT-101"])) == [-1, 0]


def test_what_a_tag_is_to_be_called_leads_to_it():
    names = Names(FOREIGN)
    assert [name_tag(FOREIGN.gateways[0], tag) for tag in FOREIGN.tags[:2]] == [
        "LT-101",
        "PLC 1/罐区:压力#1",
    ]
    for row, gateway in enumerate(FOREIGN.gateways):
        own = [
            place for place, tag in enumerate(FOREIGN.tags) if tag.enterprise == gateway.enterprise
        ]
        called = [name_tag(gateway, FOREIGN.tags[place]) for place in own]
        assert list(names.find(row, called)) == own
    whole = Gateway("B", "E1", format="bare", topic="b", prefix="E1.LT-101")
    assert name_tag(whole, FOREIGN.tags[0]) == "E1.LT-101"


def test_a_prefix_that_is_a_whole_tag_leaves_nothing_to_be_named():
    plant = make_plant(gateways=(Gateway("B", "E1", format="bare", topic="b", prefix="E1.LT-101"),))
    assert list(Names(plant).find(0, [""])) == [0]
