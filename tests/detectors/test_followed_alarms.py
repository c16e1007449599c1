"""Where among the readings of a tick stands what another judgement found with them."""

from collections.abc import Mapping

import numpy as np

from detectors.board import Board
from detectors.findings import SILENCE, Evidence, Findings
from detectors.followed_alarms import FollowedAlarms, Heard
from detectors.kind import Arrivals, Moment
from detectors.verdict import Rule
from plant.condition import Condition, Priority
from plant.quality import classify
from plant.reading import NEVER
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0
from tests.detectors.twin import Reading, make_batch

PLANT = make_plant(
    make_tag("A", deviation=2, deviation_from="B", deviation_on_delay_s=5), make_tag("B")
)
RULES = tuple(
    Rule(source, condition, Priority.HIGH, False, float("nan"), "", "", row)
    for source, condition, row in [
        ("A", Condition.DEVIATION, 0),
        ("V", Condition.VOTED, -1),
        ("V", Condition.PROTECTION_LOST, -1),
    ]
)
DEVIATION, VOTED, LOST = range(3)


def arrive(*readings: tuple[int, int]) -> Arrivals:
    """Readings as (row, second), the clock moved by them."""
    batch = make_batch([Reading(row, T0 + 1000 * second, 1.0) for row, second in readings])
    clock = np.maximum.accumulate(np.append(T0, batch.time[:-1]))
    return Arrivals(
        batch,
        classify(batch.status, batch.value),
        np.zeros(len(batch), dtype=np.bool_),
        clock,
        np.zeros(2, dtype=np.int64),
        Board.of(2),
        streamed=True,
    )


def hear(
    arrivals: Arrivals | None,
    *told: tuple[int, float, float, float | None],
    active: bool = True,
    places: Mapping[int, int] | None = None,
) -> list[Heard]:
    """What is heard of changes (rule, at, onset, source time), in seconds."""
    findings = Findings(RULES)
    for rule, at, onset, source in told:
        when = T0 + round(1000 * (source or 0))
        evidence = SILENCE if source is None else Evidence(1.0, 0, when, when)
        findings.add(
            np.array([rule], dtype=np.int32),
            T0 + round(1000 * at),
            T0 + round(1000 * onset),
            evidence,
            active=active,
            places=places,
        )
    moment = Moment(
        now=T0,
        event=np.zeros(2, dtype=np.int64),
        fallen=np.empty(0, dtype=np.intp),
        since=np.empty(0, dtype=np.int64),
        board=Board.of(2),
        ended=False,
        rules=RULES,
        told=[findings.drain()],
        limit_ms=np.full(2, NEVER),
    )
    alarms = [rule.alarm for rule in RULES]
    return FollowedAlarms(PLANT, alarms).find(moment, arrivals)


def test_what_a_reading_decided_stands_at_that_reading() -> None:
    (heard,) = hear(arrive((0, 1), (1, 2), (0, 3)), (DEVIATION, 2, 2, 2))

    assert (heard.place, heard.passed) == (1, T0 + 2000)


def test_what_a_delay_decided_stands_where_the_clock_passes_its_end() -> None:
    (heard,) = hear(arrive((0, 1), (0, 4), (1, 6), (1, 7), (0, 9)), (DEVIATION, 6, 1, 4))

    assert (heard.place, heard.passed) == (3, T0 + 6000)


def test_a_delay_that_no_reading_passed_ends_with_the_tick() -> None:
    (heard,) = hear(arrive((0, 1), (1, 6)), (DEVIATION, 6, 1, 1))

    assert (heard.place, heard.passed) == (2, T0 + 6000)


def test_a_reading_that_came_late_stands_where_it_came_with_the_clock_of_then() -> None:
    (heard,) = hear(arrive((1, 9), (0, 4), (1, 10)), (DEVIATION, 4, 4, 4))

    assert (heard.place, heard.passed) == (1, T0 + 9000)


def test_whoever_knows_the_place_says_it() -> None:
    arrivals = arrive((0, 1), (1, 1), (0, 1))

    (heard,) = hear(arrivals, (VOTED, 1, 1, 1), places={0: 1})

    assert heard.place == 1


def test_without_readings_there_is_only_the_instant() -> None:
    (heard,) = hear(None, (VOTED, 1, 1, None))

    assert (heard.place, heard.passed) == (0, T0 + 1000)


def test_of_one_instant_a_loss_is_heard_last_and_its_end_first() -> None:
    lost = hear(None, (LOST, 1, 1, None), (VOTED, 1, 1, None))
    found = hear(None, (VOTED, 1, 1, None), (LOST, 1, 1, None), active=False)

    assert [heard.alarm for heard in lost] == ["V:voted", "V:protection_lost"]
    assert [heard.alarm for heard in found] == ["V:protection_lost", "V:voted"]


def test_what_nobody_follows_is_not_heard() -> None:
    assert FollowedAlarms(PLANT, []).find(None, None) == []  # type: ignore[arg-type]
