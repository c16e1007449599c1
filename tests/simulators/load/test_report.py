from dataclasses import replace

import pytest

from simulators.load.counts import count
from simulators.load.report import Alarms, find_knee, find_warnings, passes
from simulators.load.values import Compared
from tests.simulators.load.reports import make_counted, make_report

SLOW = count([500_000.0]).spread()


@pytest.mark.parametrize(
    "changes",
    [
        {"taken": 990},
        {"judged": 990},
        {"stored": 990},
        {"missing_numbers": 10},
        {"compared": Compared(20, lost=10)},
    ],
)
def test_whichever_count_misses_the_most_is_believed(changes):
    counted = make_counted(**changes)
    assert counted.lost == 10
    assert not make_report(counted=counted).whole


@pytest.mark.parametrize("changes", [{"duplicates": 3}, {"compared": Compared(20, doubled=3)}])
def test_what_came_twice_is_counted_both_ways(changes):
    counted = make_counted(**changes)
    assert counted.doubled == 3
    assert not make_report(counted=counted).whole


def test_an_alarm_that_never_came_spoils_a_run():
    assert make_report().whole
    assert not make_report(alarms=Alarms(10, 9, 1, 0, 0)).whole


def test_the_knee_is_the_last_rate_before_the_first_that_fails():
    rates = [100.0, 200.0, 300.0, 400.0]
    reports = [make_report(rate) for rate in rates]
    assert find_knee(reports, 50).asked.rate == 400
    reports[2] = make_report(300.0, alarm=SLOW)
    assert find_knee(reports, 50).asked.rate == 200
    reports[0] = make_report(100.0, counted=make_counted(taken=1))
    assert find_knee(reports, 50) is None


def test_a_rate_that_was_not_kept_proves_nothing():
    assert not passes(make_report(sending=SLOW), 1000)
    assert not passes(make_report(late_ms=80.0), 1000)
    assert not passes(make_report(counted=make_counted(unsent=1)), 1000)


def test_without_alarms_the_brokers_answers_are_held_against_the_bound():
    report = make_report(alarm=count([]).spread(), acknowledging=SLOW)
    assert not passes(report, 50)


def test_a_sound_run_warns_of_nothing():
    assert find_warnings(make_report()) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sending": SLOW}, "the rate was not kept"),
        ({"clock_ms": 40.0}, "the clocks differ by about 40 ms"),
        ({"alarms": Alarms(10, 10, 0, 4, 0)}, "4 条报警并非由本次负荷触发"),
    ],
)
def test_what_makes_the_figures_less_than_they_seem_is_said(changes, words):
    (warning,) = find_warnings(make_report(**changes))
    assert words in warning


def test_a_full_machine_is_said_to_be_one():
    sound = make_report()
    full = replace(sound, expense=replace(sound.expense, machine=0.97))
    (warning,) = find_warnings(full)
    assert "97%" in warning


@pytest.mark.parametrize("field", ["generator_cpu", "echo_cpu", "bench_cpu"])
def test_a_part_of_the_bench_that_fills_a_core_is_named(field):
    sound = make_report()
    busy = replace(sound, expense=replace(sound.expense, **{field: 0.81}))
    (warning,) = find_warnings(busy)
    assert "81%" in warning
