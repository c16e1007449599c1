"""What may be filed, and the word for what may not."""

import pytest

from alerting.filed_stops.stop import Scope
from alerting.filed_stops.wishes import object_to_wish
from plant.filed_stops import StopCategory, load_stop_policy
from tests.alerting.filed_stops.works import DAY, HOUR, NOW, PLANT, wish

POLICY = load_stop_policy()


@pytest.mark.parametrize(
    ("asked", "refusal", "detail"),
    [
        (wish(), None, ""),
        (wish(start=NOW - HOUR), None, ""),
        (wish(reason="  "), "reason_missing", ""),
        (wish(scope=Scope()), "scope_missing", ""),
        (wish(scope=Scope(tags=("A1", "X9"), gateways=("G9",))), "scope_unknown", "X9, G9"),
        (wish(scope=Scope(tags=("A1", "B1"))), "other_enterprise", "B1"),
        (wish(scope=Scope(hazards=("HB",))), "other_enterprise", "HB"),
        (wish(lasts=0), "wrong_way_round", ""),
        (wish(start=NOW - 2 * HOUR, lasts=2 * HOUR), "already_over", ""),
        (wish(start=NOW + 91 * DAY), "too_far_ahead", f"{90 * DAY} ms"),
    ],
)
def test_a_wish_is_held_against_plant_and_rules(asked, refusal, detail):
    found = object_to_wish(asked, PLANT, POLICY, NOW)
    assert (found.refusal.value if found else None) == refusal
    assert (found.detail if found else "") == detail


@pytest.mark.parametrize("category", StopCategory)
def test_each_category_has_a_longest_duration(category):
    longest = POLICY.longest_ms[category]
    assert object_to_wish(wish(category, lasts=longest), PLANT, POLICY, NOW) is None
    found = object_to_wish(wish(category, lasts=longest + 1), PLANT, POLICY, NOW)
    assert (found.refusal.value, found.detail) == ("too_long", f"{longest} ms")
