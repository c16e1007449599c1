from ingest.names import Names
from tests.ingest.parks import make_plant

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


def test_units_differ_by_meaning_not_by_writing():
    said = {
        "E1.TT-102": "° C",
        "E1.PLC10.FT-1": "m3/h",
        "E1.PT-101": "mPa",
        "E2.LT-1": "ft",
        "x": "y",
    }
    assert {row: name for row, (name, _) in NAMES.find_wrong_units(0, said).items()} == {
        1: "E1.PT-101"
    }
