"""The site's rules for holding alarms: shipped, and as a plant changes them."""

from plant.alarm_policy import (
    MINUTE_MS,
    RoleLimits,
    apply_settings,
    load_alarm_policy,
    name_provenances,
)
from plant.condition import Priority
from tests.plant.conftest import PLANT_TOML

ALARMS = """
[alarms]
realarm_min = { critical = 15, high = 30 }
most_realarms = 4
[alarms.shelving]
durations_min = [60, 10]
second_person = ["critical", "high"]
[alarms.shelving.roles]
operator = { most = 3, longest_min = { low = 120 } }
"""


def test_every_number_says_where_it_comes_from():
    for provenance in name_provenances():
        assert provenance.standard
        assert provenance.source
        assert provenance.trust in {"verified", "secondary", "recalled", "conflict", "proposed"}


def test_what_is_shipped_is_careful():
    policy = load_alarm_policy()
    assert Priority.CRITICAL in policy.shelving.second_person
    assert Priority.CRITICAL in policy.service.second_person
    assert policy.realarm_ms == {}
    for rules in (policy.shelving, policy.service):
        assert list(rules.durations_ms) == sorted(rules.durations_ms)
        for limits in rules.roles.values():
            longest = [limits.longest_ms[priority] for priority in Priority]
            assert longest == sorted(longest, reverse=True), "the more urgent, the shorter"
            assert rules.durations_ms[0] <= limits.longest_ms[Priority.CRITICAL]


def test_a_role_that_is_not_listed_may_nothing():
    assert "viewer" not in load_alarm_policy().shelving.roles
    assert "operator" not in load_alarm_policy().service.roles


def test_a_plant_changes_what_it_names_and_nothing_else():
    policy = apply_settings(
        {
            "realarm_min": {"high": 30},
            "shelving": {"roles": {"operator": {"most": 3, "longest_min": {"low": 120}}}},
        }
    )
    shipped = load_alarm_policy()
    assert policy.realarm_ms == {Priority.HIGH: 30 * MINUTE_MS}
    own = RoleLimits(3, {Priority.LOW: 120 * MINUTE_MS})
    assert policy.shelving.roles["operator"] == own
    assert policy.shelving.roles["admin"] == shipped.shelving.roles["admin"]
    assert policy.service == shipped.service


def test_it_is_read_from_the_plant_directory(check):
    bare = check().plant
    assert bare.alarm_policy is None
    assert bare.policy == load_alarm_policy()
    plant = check(toml=PLANT_TOML + ALARMS).plant
    assert plant.hash != bare.hash
    assert plant.policy.shelving.durations_ms == (10 * MINUTE_MS, 60 * MINUTE_MS)
    assert plant.policy.shelving.second_person == (Priority.HIGH, Priority.CRITICAL)
    assert plant.policy.realarm_ms[Priority.CRITICAL] == 15 * MINUTE_MS
    assert plant.policy.most_realarms == 4


def test_mistakes_are_told_with_their_keys(check):
    wrong = ALARMS.replace("most = 3", "most = -1").replace("durations_min", "duration_min")
    told = {complaint.key for complaint in check(toml=PLANT_TOML + wrong).complaints}
    assert told == {"alarms.shelving.duration_min", "alarms.shelving.roles.operator.most"}
