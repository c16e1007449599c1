import sys

import pytest

from hazardwatch.bench_machine import MachineTimes, parse_machine, read_machine


def test_idle_and_waiting_for_a_disk_are_not_busy_and_a_guest_counts_once():
    text = "cpu  10 2 8 70 10 0 0 0 5 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"
    assert parse_machine(text) == MachineTimes(busy=20, whole=100)


def test_the_share_is_that_of_the_time_between():
    assert MachineTimes(50, 200).share_since(MachineTimes(20, 100)) == 0.3
    assert MachineTimes(20, 100).share_since(MachineTimes(20, 100)) == 0.0


@pytest.mark.parametrize("text", ["cpu0 1 2 3 4 5", "cpu a b c d e"])
def test_another_page_is_refused(text):
    with pytest.raises(ValueError, match=r"cores|invalid literal"):
        parse_machine(text)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_this_machine_tells_its_times():
    times = read_machine()
    assert 0 < times.busy < times.whole
