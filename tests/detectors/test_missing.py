"""Channels that were never heard: lost with their gateway, or when their tag goes stale."""

import numpy as np

from detectors.board import Board
from detectors.facts import Truth
from detectors.findings import SILENCE, Findings
from detectors.kind import Moment
from detectors.missing import Missing
from detectors.rule_table import compile_rules
from plant.reading import NEVER, Instant
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0

PLANT = make_plant(*(make_tag(f"T{n}", h=80, interval_s=1) for n in range(3)))
TABLE = compile_rules(PLANT)
ROWS = np.array([2, 0, 0], dtype=np.int32)
"""A channel of T2 and two of T0."""


def find(
    *stale: tuple[int, Instant],
    fallen: dict[int, Instant] | None = None,
    awaited: tuple[bool, ...] = (True, True, True),
    active: bool = True,
) -> list[tuple[int, Instant, int]]:
    """Which channels are missed since when, ms after T0, and what they say."""
    findings = Findings(TABLE.rules)
    for row, at in stale:
        rule = np.array([TABLE.stale + row], dtype=np.int32)
        findings.add(rule, T0 + at, T0 + at, SILENCE, active=active)
    gone = fallen or {}
    moment = Moment(
        now=T0 + 60_000,
        event=np.full(3, T0 + 60_000),
        fallen=np.array(list(gone), dtype=np.intp),
        since=np.array([T0 + at for at in gone.values()], dtype=np.int64),
        board=Board.of(3),
        ended=False,
        rules=TABLE.rules,
        told=[findings.drain()],
        limit_ms=np.full(3, NEVER),
    )
    facts = Missing(ROWS).find(moment, np.array(awaited))
    return list(zip(facts.channel.tolist(), (facts.at - T0).tolist(), facts.truth, strict=True))


def test_a_tag_that_goes_stale_takes_all_its_channels() -> None:
    assert find((0, 10_000)) == [(1, 10_000, Truth.UNKNOWN), (2, 10_000, Truth.UNKNOWN)]


def test_a_gateway_that_is_lost_takes_the_channels_of_its_tags() -> None:
    assert find(fallen={2: 4_000}) == [(0, 4_000, Truth.UNKNOWN)]


def test_the_earlier_of_the_two_counts() -> None:
    assert find((2, 10_000), fallen={2: 4_000}) == [(0, 4_000, Truth.UNKNOWN)]


def test_what_was_heard_before_is_not_missed() -> None:
    assert find((0, 10_000), awaited=(True, False, True)) == [(2, 10_000, Truth.UNKNOWN)]


def test_a_stale_alarm_that_returns_and_other_alarms_miss_nothing() -> None:
    assert find((0, 10_000), active=False) == []
    assert find() == []
