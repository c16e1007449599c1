"""What an account may be, part by part."""

import pytest

from dashboard_api.account_rules import DEMO_PASSWORD, Fault, Wish, find_fault, list_places
from tests.dashboard_api.house import make_plant

GOOD = "a long password"


@pytest.mark.parametrize(
    ("wish", "password", "fault"),
    [
        (Wish("王班长", "operator"), GOOD, None),
        (Wish("x", "operator", "E1"), None, None),
        (Wish("x", "enterprise", "E2"), GOOD, None),
        (Wish(" ", "operator"), GOOD, Fault.NAME),
        (Wish("x" * 65, "operator"), GOOD, Fault.NAME),
        (Wish("a\nb", "operator"), GOOD, Fault.NAME),
        (Wish("x", "king"), GOOD, Fault.ROLE),
        (Wish("x", "operator"), "123456789", Fault.PASSWORD),
        (Wish("x", "operator"), "1" * 1025, Fault.PASSWORD),
        (Wish("x", "operator"), DEMO_PASSWORD, Fault.PASSWORD),
        (Wish("x", "enterprise"), GOOD, Fault.PLACE),
        (Wish("x", "audit_admin", "E1"), GOOD, Fault.PLACE),
        (Wish("x", "operator", "E9"), GOOD, Fault.UNKNOWN_PLACE),
    ],
)
def test_the_first_part_that_is_wrong_is_named(wish, password, fault):
    assert find_fault(wish, password, make_plant()) == fault


def test_a_role_says_where_its_accounts_may_stand():
    plant = make_plant()
    areas = [area.id for area in plant.areas]
    assert list_places("enterprise", plant) == ["E1", "E2"]
    assert list_places("viewer", plant) == [*areas, "E1", "E2"]
    assert list_places("security_admin", plant) == []
