from dataclasses import replace

import pytest

from simulators.load.generator import SentExcursion
from simulators.load.journeys import Sighting, Stage, match_journeys

WALL_NS = 1_700_000_000_000 * 1_000_000
"""Where the wall clock stands at a monotonic instant of 0."""

MS = 1_000_000


def at(ms):
    return 1_700_000_000_000 + ms


def sent(alarm="T:H", source=100, due=100, out=101):
    return SentExcursion(alarm, at(source), due * MS, out * MS)


def seen(alarm="T:H", source=100, seen=120):
    return Sighting(alarm, at(source), at(103), at(105), at(113), at(114), seen * MS)


def test_the_stages_are_the_distances_and_add_up_to_the_whole():
    journeys = match_journeys([sent()], [seen()], WALL_NS)
    stages = {stage: took.spread().mean for stage, took in journeys.stages.items()}
    assert stages == pytest.approx(
        {
            Stage.SENT: 1.0,
            Stage.RECEIVED: 2.5,  # cut to whole ms, a stamp means the middle of one
            Stage.DETECTED: 2.0,
            Stage.JOURNALLED: 8.0,
            Stage.PUSHED: 1.0,
            Stage.SEEN: 5.5,
        }
    )
    assert sum(stages.values()) == pytest.approx(journeys.whole.spread().mean) == 20.0


def test_alarms_are_known_by_the_reading_that_raised_them():
    journeys = match_journeys(
        [sent(source=100), sent(source=200, due=200, out=201), sent("U:H")],
        [seen(source=200, seen=230), seen("X:HH")],
        WALL_NS,
    )
    counts = (journeys.expected, journeys.seen, journeys.missing, journeys.unexpected)
    assert counts == (3, 1, 2, 1)
    assert journeys.whole.spread().p50 == 30.0


def test_where_frames_carry_no_time_the_newest_before_it_counts():
    one, other = sent(source=100), sent(source=200, due=200, out=201)
    journeys = match_journeys(
        [one, other], [seen(source=103, seen=150), seen(source=203, seen=260)], WALL_NS, timed=False
    )
    assert (journeys.seen, journeys.missing) == (2, 0)
    assert journeys.whole.spread().worst == 60.0


def test_what_was_shown_before_the_journal_had_it_has_no_stages():
    early = replace(seen(), journalled=None)
    journeys = match_journeys([sent()], [early], WALL_NS)
    assert (journeys.seen, journeys.unrecorded) == (1, 1)
    assert journeys.stages[Stage.JOURNALLED].samples == 0
    assert journeys.whole.samples == 1


@pytest.mark.parametrize(
    ("platform_ms", "least", "most"),
    [(0, 0, 0), (3, 0, 0), (-1, 0, 0), (60, 53, 54), (-60, -60, -57)],
)
def test_the_clocks_differ_by_what_the_order_of_things_leaves_no_other_way(
    platform_ms, least, most
):
    """Sent at 101, received at 103, pushed at 114, seen at 120, the platform's clock being off."""
    one = seen()
    off = replace(one, received=one.received + platform_ms, pushed=one.pushed + platform_ms)
    assert least <= match_journeys([sent()], [off], WALL_NS).clock_ms <= most
