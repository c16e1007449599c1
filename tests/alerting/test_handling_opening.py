"""What the journal's entries do to records: which alarms open one, and what recurs in it."""

import pytest

from alerting.alarm import Event, Held, State
from alerting.handling import Evidence, Happening, Step
from alerting.handling_opening import follow_journal
from plant.condition import Priority
from tests.alerting.handling_sample import (
    ALARM,
    CLOSE,
    FALSE,
    SIGN,
    SITE,
    do,
    follow,
    raised,
    removed,
    returned,
)


@pytest.mark.parametrize(
    ("priority", "opens"),
    [
        (Priority.CRITICAL, True),
        (Priority.HIGH, True),
        (Priority.MEDIUM, False),
        (Priority.LOW, False),
    ],
)
def test_a_critical_or_high_alarm_opens_a_record(priority, opens):
    assert (follow(raised(priority=priority)) is not None) is opens


def test_a_record_notes_what_no_later_plant_can_change():
    record = follow(raised(seq=77))
    assert (record.id, record.hazard, record.enterprise) == (77, "H1", "E1")
    assert record.limits_ms == SITE.limits.find(Priority.HIGH)
    assert (record.raised_at, record.opened_at) == (1_000, 1_001)


@pytest.mark.parametrize(
    ("held", "priority", "opens"),
    [
        (Held.SHELVED, Priority.HIGH, False),
        (Held.SHELVED, Priority.CRITICAL, True),
        (Held.SUPPRESSED, Priority.CRITICAL, False),
        (Held.OUT_OF_SERVICE, Priority.CRITICAL, False),
    ],
)
def test_what_calls_nobody_opens_none(held, priority, opens):
    assert (follow(raised(held=held, priority=priority)) is not None) is opens


@pytest.mark.parametrize("event", [Event.UNSHELVED, Event.UNSUPPRESSED, Event.RETURNED_TO_SERVICE])
def test_it_opens_one_when_it_begins_to_call(event):
    held = raised(held=Held.SHELVED)
    record = follow(held, raised(5_000, 2, event=event))
    assert (record.id, record.opened_at) == (2, 5_001)
    still_known = raised(5_000, 2, event=event, state=State.ACKNOWLEDGED)
    assert follow(held, still_known) is None


def test_while_it_is_open_every_activation_is_counted_in_it():
    record = follow(raised(), returned(), raised(3_000, 3), returned(4_000, 4), raised(5_000, 5))
    assert (record.id, record.activations, record.last_raised_at) == (1, 3, 5_000)
    assert record.evidence is Evidence.STANDING
    assert record.opened_at == 1_001


def test_also_one_that_calls_nobody_or_has_become_less_urgent():
    record = follow(
        raised(), returned(), raised(3_000, 3, held=Held.SHELVED, priority=Priority.LOW)
    )
    assert (record.activations, record.priority) == (2, Priority.HIGH)


def test_once_it_is_closed_the_next_activation_opens_another():
    first = do(follow(raised(), returned()), SIGN, FALSE, CLOSE)
    known = {}  # the book gives only open ones
    (born,) = follow_journal([raised(20_000, 9)], known, SITE)
    assert (born.happening, born.record) == (Happening.OPENED, 9)
    assert known[ALARM].id != first.id


def test_other_alarms_and_events_do_not_touch_it():
    known = {ALARM: follow(raised())}
    other = returned(alarm="E1.AT-201:HH")
    acknowledged = raised(5_000, 2, event=Event.ACKNOWLEDGED, state=State.ACKNOWLEDGED)
    shelved = raised(5_000, 3, event=Event.SHELVED, held=Held.SHELVED)
    assert list(follow_journal([other, acknowledged, shelved], known, SITE)) == []


def test_a_limit_that_leaves_the_plant_leaves_its_record_open():
    record = follow(raised(), removed())
    assert (record.step, record.evidence, record.ended_at) == (
        Step.PUSHED,
        Evidence.REMOVED,
        2_000,
    )


def test_late_data_open_one_when_they_are_found_and_it_is_over_already():
    record = follow(
        raised(1_000, detected=900_000, marks=("late",)),
        returned(2_000, detected=900_000, marks=("late",)),
    )
    assert (record.raised_at, record.opened_at, record.ended_at) == (1_000, 900_000, 2_000)
    assert record.evidence is Evidence.RETURNED


def test_what_late_data_say_of_the_past_ends_nothing_that_stands():
    record = follow(raised(), returned(2_000, state=State.UNACKNOWLEDGED, marks=("late",)))
    assert record.evidence is Evidence.STANDING


def test_simulated_data_open_a_drill_and_a_real_activation_makes_it_real():
    drill = follow(raised(marks=("simulated",)))
    assert drill.drill
    assert follow(
        raised(marks=("simulated",)), returned(), raised(3_000, 3, marks=("simulated",))
    ).drill
    assert not follow(raised(marks=("simulated",)), returned(), raised(3_000, 3)).drill
    assert not follow(raised(), returned(), raised(3_000, 3, marks=("simulated",))).drill
