"""A simulated month of the whole alerting engine: the same however it is cut and restarted.

Here a few days of a small park with a flood in them; ``python -m tests.bench`` runs the whole month
of ten thousand tags, and so does ``make soak`` here.
"""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import settings

from alerting.alarm import Event
from alerting.annotations import Annotation
from plant.condition import Priority
from tests.alerting.month.checks import check_month
from tests.alerting.month.happenings import DAY, HOUR, START, make_happenings
from tests.alerting.month.park import MINUTE, build_park, change_park
from tests.alerting.month.run import SPOOLED, Outcome, Plan, run_month

SOAK = settings.default.max_examples > 1000
TAGS, DAYS, SEEDS = (10_000, 30.0, (1, 2)) if SOAK else (400, 4.0, (1, 2, 3))
FLOODED = START + round(1.6 * DAY) + 4 * MINUTE


@pytest.fixture(scope="module")
def parks():
    month = build_park(TAGS)
    return month, change_park(month)


@pytest.fixture(scope="module", params=SEEDS)
def simulated(request, parks):
    happenings = make_happenings(parks[0], DAYS, request.param)
    return happenings, run_month(*parks, happenings, Plan())


def test_what_must_hold_of_a_month_holds(parks, simulated) -> None:
    happenings, out = simulated
    check_month(*parks, happenings, out)
    assert [flood for flood in out.floods.values() if flood.alarms > 40]
    assert {entry.event for entry in out.journal} >= set(Event) - {Event.REMOVED, Event.REALARMED}


def test_the_same_month_twice_is_the_same(parks, simulated) -> None:
    happenings, out = simulated
    assert run_month(*parks, happenings, Plan()) == out


def test_how_a_month_is_cut_into_steps_changes_nothing(parks, simulated) -> None:
    happenings, out = simulated
    random = Random(7)
    length = happenings.end - START
    cuts = [START + random.randrange(1, length) for _ in range(20 * round(DAYS * 24))]
    assert run_month(*parks, happenings, Plan(cuts)) == out


def test_restarts_change_nothing_but_that_people_may_be_told_again(parks, simulated) -> None:
    """From snapshots older and newer than the checkpoint, one restart amid a flood."""
    happenings, out = simulated
    restarts = [FLOODED, happenings.reload_at + 3 * HOUR + 1, happenings.end - 5 * HOUR]
    plan = Plan((), restarts, [SPOOLED // 2, 2 * HOUR, SPOOLED // 3])
    again = run_month(*parks, happenings, plan)

    assert again.journal == out.journal
    assert again.alarms == out.alarms
    assert again.standing == out.standing
    assert list_recent(again) == list_recent(out)
    assert again.floods == out.floods
    told, told_again = (list_critical(run) for run in (out, again))
    assert told <= told_again


def list_recent(out: Outcome) -> dict[str, Annotation]:
    """What is said of live activations of the last day: of older ones a restart knows no lines."""
    since = out.journal[-1].at - DAY
    return {
        alarm.id: out.annotations[alarm.id]
        for alarm in out.standing
        if (alarm.raised_at or 0) >= since and "late" not in alarm.marks
    }


def list_critical(out: Outcome) -> set[tuple[str, int, int, str]]:
    """Who was told of what is critical, and at which step; the rest may be told together."""
    return {
        (notice.alarms[0], notice.called_at, notice.step, notice.person)
        for notice in out.notices
        if notice.priority is Priority.CRITICAL and len(notice.alarms) == 1
    }


def test_a_check_finds_what_is_wrong(parks, simulated) -> None:
    """An entry that is missing is missed, and one that says another state."""
    happenings, out = simulated
    raised = next(place for place, one in enumerate(out.journal) if one.event == "raised")
    for journal in (
        out.journal[:raised] + out.journal[raised + 1 :],
        [*out.journal[:-1], replace(out.journal[-1], version=99)],
    ):
        broken = Outcome(**{**vars(out), "journal": journal})
        with pytest.raises(AssertionError):
            check_month(*parks, happenings, broken)
