"""Points beside what their kinds have in common with limits: what stands when limits change."""

import math

import pytest

from tests.detectors.live import Live, Said, at, tick, watch
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import flatten, run
from tests.detectors.twin import Reading


def reload_frozen(first: float, **tag: object) -> Live:
    """A tag that moved by 0.3, which a new band of 0.5 calls no move, at 2 s."""

    def plant(band: float):
        return make_plant(make_tag("T1", frozen=band, frozen_on_delay_s=10, **tag))

    live = Live(plant(first), at(0))
    live.tick(at(0), [Reading(0, at(0), 5.0)])
    live.tick(at(1), [Reading(0, at(1), 5.3)])
    assert len(live.restart(at(2), plant(0.5))) == 0
    return live


def list_frozen(told: Said) -> Said:
    return [one for one in told if one[1] == "T1:frozen"]


def test_what_a_new_limit_begins_waits_while_its_tag_is_silent() -> None:
    """Of what was at rest nobody kept until when it counts: its tag's last reading tells it."""
    live = reload_frozen(0.1, interval_s=1)

    assert list_frozen(watch(live, 3, 30)) == []
    assert list_frozen(tick(live, 31, 5.3)) == [(31, "T1:frozen", True)]


@pytest.mark.parametrize("first", [0.1, 0.2])
def test_what_a_new_limit_begins_is_raised_while_readings_come(first: float) -> None:
    live = reload_frozen(first, interval_s=5)

    assert list_frozen(tick(live, 6, 5.3) + tick(live, 11, 5.3) + watch(live, 12, 13)) == [
        (12, "T1:frozen", True)
    ]


def test_what_counts_until_the_next_reading_needs_none() -> None:
    assert list_frozen(watch(reload_frozen(0.1), 3, 13)) == [(12, "T1:frozen", True)]


@pytest.mark.parametrize(
    ("limits", "columns", "step"),
    [
        ({"rate": (8, 7)}, {"rate_window_s": 10}, 0.125),
        ({"rate": (8, 7)}, {"rate_window_s": 10, "rate_direction": "rising"}, 0.12),
        ({"forecast": (0.4, 0.6)}, {"forecast_window_s": 10, "hh": 8.75}, 0.125),
        ({"stel": (5.5, 4.8)}, {"stel_window_s": 7.5}, 0.25),
        ({"twa": (5.5, 4.8)}, {"twa_window_s": 7.5}, 0.25),
    ],
    ids=str,
)
def test_a_new_limit_judges_the_value_that_it_would_have_judged(
    limits: dict[str, tuple[float, float]], columns: dict[str, float], step: float
) -> None:
    """It is made again of what is kept of its readings."""
    old, new = (
        make_plant(make_tag("T1", **columns, **{name: pair[n] for name, pair in limits.items()}))
        for n in (0, 1)
    )
    stream = [Reading(0, at(second), 4 + step * second) for second in range(9)]
    (wanted,) = run(new, [stream], at(8))
    live = Live(old, at(0))
    live.by_silence = False
    for reading in stream:
        live.tick(reading.time, [reading])

    told = flatten(live.bank, live.restart(at(9.5), new))

    assert wanted.at == at(8)
    assert [(one.alarm, one.value) for one in told] == [(wanted.alarm, wanted.value)]


def test_a_new_limit_judges_no_value_while_the_newest_reading_is_bad() -> None:
    old, new = (make_plant(make_tag("T1", rate=rate, rate_window_s=10)) for rate in (8, 7))
    live = Live(old, at(0))
    for second in range(9):
        live.tick(at(second), [Reading(0, at(second), 0.125 * second)])
    live.tick(at(9), [Reading(0, at(9), math.nan)])

    assert len(live.restart(at(9.5), new)) == 0
    assert (10, "T1:rate", True) in tick(live, 10, 1.25)
