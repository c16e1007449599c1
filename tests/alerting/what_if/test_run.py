"""A run: each alarm's activations with what they were."""

from alerting.kpi.terms import Terms
from alerting.what_if.run import make_run
from tests.alerting.kpi.lives import START, write
from tests.alerting.what_if.runs import PERIOD, PLANT, run


def test_an_alarm_has_the_times_the_value_and_the_limit_of_each_raise():
    rows = [
        (10, "raised", {"onset": START + 5000, "value": 91.0, "limit": 90.0}),
        (20, "returned"),
        (90, "raised", {"onset": START + 90_000, "value": None, "limit": 90.0}),
    ]
    course = make_run(PLANT, write(*rows, alarm="T1:HH"), PERIOD, Terms.standard()).courses["T1:HH"]
    assert (course.times.onset - START).tolist() == [5000, 90_000]
    assert (course.times.raised - START).tolist() == [10_000, 90_000]
    assert course.value.tolist()[0] == 91.0
    assert course.limit.tolist() == [90.0, 90.0]


def test_what_was_held_called_nobody():
    rows = [(10, "raised", {"held": "suppressed"}), (20, "returned")]
    made = make_run(PLANT, write(*rows, alarm="T1:H"), PERIOD, Terms.standard())
    assert made.courses == {}
    assert made.report.total.held == 1


def test_chatter_and_fleeting_are_those_of_the_figures():
    told = run(T1_H=[(at, at + 2) for at in range(0, 50, 5)], T1_L=[(500, 510)])
    assert told.courses["T1:L"].fleeting.tolist() == [True]
    assert int(told.courses["T1:H"].chattering.sum()) == told.report.total.chattering > 0


def test_nothing_happened():
    assert run().courses == {}
