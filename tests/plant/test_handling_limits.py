"""The limits of the steps of handling: shipped, and that they say where they come from."""

from plant.condition import Priority
from plant.escalation_times import load_escalation_times
from plant.handling_limits import (
    HANDLED,
    MINUTE_MS,
    STEPS,
    apply_limits,
    load_handling_limits,
    name_provenance,
)


def test_every_step_of_every_priority_that_is_handled_has_a_limit():
    limits = load_handling_limits()
    assert set(limits.after_ms) == set(HANDLED)
    for priority in HANDLED:
        assert list(limits.find(priority)) == list(STEPS)
        assert min(limits.find(priority).values()) > 0


def test_the_more_urgent_the_shorter():
    critical, high = (load_handling_limits().find(one) for one in HANDLED)
    assert all(critical[step] < high[step] for step in STEPS)


def test_a_critical_alarm_is_verified_when_the_enterprise_is_to_have_answered():
    critical = load_handling_limits().find(Priority.CRITICAL)
    assert critical["sign"] + critical["verify"] == load_escalation_times().enterprise


def test_they_are_our_own_proposal_and_say_so():
    provenance = name_provenance()
    assert provenance.trust == "proposed"
    assert "could not be read" in provenance.clause


def test_a_site_changes_single_steps_and_the_others_stay():
    own = apply_limits({"limits_min": {"high": {"handle": 45}}})
    shipped = load_handling_limits()
    assert own.find(Priority.HIGH) == {**shipped.find(Priority.HIGH), "handle": 45 * MINUTE_MS}
    assert own.find(Priority.CRITICAL) == shipped.find(Priority.CRITICAL)
