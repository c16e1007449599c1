"""Points beside what their kinds have in common with limits: what stands when limits change."""

import pytest

from tests.detectors.live import Live, Said, at, tick, watch
from tests.detectors.plants import make_plant, make_tag
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
