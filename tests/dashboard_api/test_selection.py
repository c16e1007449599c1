"""What filters mean."""

import pytest

from dashboard_api.frames import Filter
from dashboard_api.selection import Selection
from plant.condition import Priority


@pytest.mark.parametrize(
    ("given", "tags"),
    [
        (None, [0, 1, 2, 3]),
        (Filter(), [0, 1, 2, 3]),
        (Filter(tags=["T2", "液位LT-9", "none"]), [1, 3]),
        (Filter(source="T1", tags=["T2"]), [0, 1]),
        (Filter(hazard="H2"), [3]),
        (Filter(hazard=["H1", "H2"], enterprise="E2"), [3]),
        (Filter(equipment="V1", source=["T3"]), [2]),
        (Filter(tags=[]), []),
    ],
)
def test_every_question_must_be_answered_yes(house, given, tags):
    assert Selection.of(given).tag_rows(house.plant).tolist() == tags


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (Filter(min_priority="high"), True),
        (Filter(min_priority="critical"), False),
        (Filter(hazard="H1"), True),
        (Filter(source="T2"), False),
        (Filter(enterprise="E1", equipment="V1"), True),
        (Filter(enterprise="E2"), False),
    ],
)
def test_alarms_belong_where_their_source_does(house, given, taken):
    ((_, alarm),) = house.judge("T1:HH", priority=Priority.HIGH)
    assert Selection.of(given).takes_alarm(alarm, house.plant) is taken


def test_an_alarm_on_a_gateway_belongs_to_its_enterprise(house):
    ((_, alarm),) = house.judge("G2:gateway_lost")
    assert Selection.of(Filter(enterprise="E2")).takes_alarm(alarm, house.plant)
    assert not Selection.of(Filter(enterprise="E1")).takes_alarm(alarm, house.plant)


def test_equal_filters_are_one_selection_however_they_are_written():
    one, other = Filter(hazard="H1", tags=["b", "a"]), Filter(hazard=["H1"], source=["a", "b"])
    assert Selection.of(one) == Selection.of(other)
    assert hash(Selection.of(one)) == hash(Selection.of(other))
