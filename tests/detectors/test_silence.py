"""Silent tags and lost gateways, in the corners that a scenario file can't reach.

What reaches the board, ages of readings, clocks that jump, restarts. The rules themselves are told
by ``tests/scenarios/stale.toml`` and ``gateway_lost.toml``.
"""

import pytest

from plant.condition import Priority
from plant.reading import LONG_AGO, Mark
from plant.subsystem import Subsystem
from plant.words import Gateway
from tests.detectors.live import Live, at, gateway_of_three, one_gateway, tick, watch
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, flatten
from tests.detectors.twin import Reading, make_batch


@pytest.mark.parametrize("age", [0, 1, 200, 5000])
def test_one_lost_gateway_is_one_alarm_however_old_its_readings_are_when_they_come(
    age: int,
) -> None:
    live = Live(gateway_of_three(), T0, age=age)
    found = [change for second in range(30) for change in tick(live, second, 50, 50, 50)]

    found += watch(live, 30, 120)

    assert [(alarm, active) for _, alarm, active in found] == [("G1:gateway_lost", True)]


@pytest.mark.parametrize("behind", [0, 500, 11_000, 45_000])
def test_a_gateways_slow_clock_makes_nothing_stale_and_hides_no_silence(behind: int) -> None:
    live = Live(one_gateway(), T0, behind=behind)

    assert [change for second in range(30) for change in tick(live, second, 50, 50)] == []
    assert [change for second in range(30, 60) for change in tick(live, second, 50)] == [
        (39, "T2:stale", True)
    ]
    assert tick(live, 60, 50, 50) == [(60, "T2:stale", False)]


@pytest.mark.parametrize("ahead", [500, 11_000, 59_000])
def test_a_gateways_fast_clock_makes_nothing_stale(ahead: int) -> None:
    live = Live(one_gateway(), T0, behind=-ahead)

    assert [change for second in range(30) for change in tick(live, second, 50, 50)] == []


@pytest.mark.parametrize("behind", [-59_000, -11_000, 0, 45_000])
@pytest.mark.parametrize("age", [0, 3000])
def test_a_stale_return_is_never_dated_after_the_reading_that_returns_it(
    behind: int, age: int
) -> None:
    live = Live(one_gateway(), T0, behind=behind, age=age)
    raised = False
    for second in (*range(5), *range(5, 60, 8), 90, 91, 92):
        alone = None if 20 < second < 90 else 50
        for at_, alarm, active in tick(live, second, alone, 50):
            assert at_ <= second
            raised |= active and alarm == "T1:stale"
    assert raised
    assert live.standing == set()


def test_the_bank_tells_which_gateways_are_lost() -> None:
    plant = make_plant(
        make_tag("T1", interval_s=1), gateways=[Gateway("G1", "E1"), Gateway("G2", "E1")]
    )
    live = Live(plant, T0)
    assert live.bank.lost.tolist() == [False, False]

    live.note("G2", "offline", at(1))
    tick(live, 1, 50)
    assert live.bank.lost.tolist() == [False, True]

    live.note("G2", "online", at(2))
    tick(live, 2, 50)
    assert live.bank.lost.tolist() == [False, False]


def test_a_limit_is_not_known_while_its_source_is_down() -> None:
    live = Live(one_gateway(), T0)
    tick(live, 0, 50, 50)
    live.note("T1", "down", at(2))
    tick(live, 2, 50, 50)
    tick(live, 3, 50, 50)

    assert not live.bank.knows("T1:H")
    assert live.bank.knows("T2:HH")
    assert live.bank.board.stale.tolist() == [True, False]
    live.note("T1", "up", at(4))
    tick(live, 4, 50, 50)
    assert live.bank.knows("T1:H")


def test_a_reading_that_came_before_its_source_went_down_still_returns() -> None:
    live = Live(one_gateway(), T0)
    assert tick(live, 0, 85, 50) == [(0, "T1:H", True)]
    live.note("T1", "down", at(2))
    changes = flatten(live.bank, live.tick(at(2), [Reading(0, at(1), 50)]))

    assert [(change.at, change.alarm) for change in changes] == [
        (at(1), "T1:H"),
        (at(2), "T1:stale"),
    ]


def test_the_tags_of_a_lost_gateway_are_stale_on_the_board_until_they_send() -> None:
    live = Live(one_gateway(), T0)
    tick(live, 0, 50, 50)
    assert live.bank.board.stale.tolist() == [False, False]

    live.note("G1", "offline", at(3))
    tick(live, 3)
    assert live.bank.board.stale.tolist() == [True, True]

    live.note("G1", "online", at(9))
    tick(live, 9, 50, None)
    assert live.bank.board.stale.tolist() == [False, True]


def test_a_gateway_by_exception_stands_for_days_and_falls_at_once() -> None:
    live = Live(one_gateway(report="exception"), T0)
    tick(live, 0, 50, 50)

    assert tick(live, 300_000) == []
    assert live.bank.board.stale.tolist() == [False, False]

    live.note("G1", "offline", at(300_001))
    assert tick(live, 300_001) == [(300_001, "G1:gateway_lost", True)]
    assert live.bank.board.stale.tolist() == [True, True]


def test_a_source_down_falls_alone() -> None:
    live = Live(one_gateway(report="exception"), T0)
    tick(live, 0, 50, 50)

    live.note("T1", "down", at(5))

    assert tick(live, 5) == [(5, "T1:stale", True)]
    assert live.bank.board.stale.tolist() == [True, False]
    live.note("T1", "up", at(9))
    assert tick(live, 9) == []
    assert tick(live, 10, 50, None) == [(10, "T1:stale", False)]
    assert live.bank.board.stale.tolist() == [False, False]


def test_on_a_streams_clock_no_gateway_is_lost_by_silence() -> None:
    live = Live(one_gateway())
    live.by_silence = False
    tick(live, 0, 50, 50)

    assert tick(live, 600) == [(10, "T1:stale", True), (10, "T2:stale", True)]


def test_a_gateway_declared_offline_is_lost_on_a_streams_clock_too() -> None:
    live = Live(one_gateway())
    live.by_silence = False
    tick(live, 0, 50, 50)
    live.note("G1", "offline", at(2))

    assert tick(live, 600) == [(2, "G1:gateway_lost", True)]


def test_what_was_due_before_the_loss_is_told_also_when_the_clock_jumps_over_both() -> None:
    live = Live(one_gateway())
    live.by_silence = False
    tick(live, 0, 50, 50)
    live.note("G1", "offline", at(20))

    assert tick(live, 600) == [
        (10, "T1:stale", True),
        (10, "T2:stale", True),
        (20, "G1:gateway_lost", True),
    ]


def test_a_tag_stale_before_its_gateway_was_lost_stays_stale_until_it_sends() -> None:
    live = Live(one_gateway(), T0)
    found = [
        change for second in range(15) for change in tick(live, second, 50, [50, None][second > 1])
    ]
    assert found == [(11, "T2:stale", True)]

    live.note("G1", "offline", at(20))
    assert tick(live, 20) == [(20, "G1:gateway_lost", True)]
    live.note("G1", "online", at(30))
    assert tick(live, 30, 50, None) == [(30, "G1:gateway_lost", False)]
    assert tick(live, 31, 50, 50) == [(31, "T2:stale", False)]


def test_a_will_after_the_silence_was_noticed_is_no_second_alarm() -> None:
    live = Live(gateway_of_three(), T0)
    tick(live, 0, 50, 50, 50)
    assert [alarm for _, alarm, _ in watch(live, 1, 20)] == ["G1:gateway_lost"]

    live.note("G1", "offline", at(21))
    assert watch(live, 21, 60) == []

    live.note("G1", "online", at(61))
    assert tick(live, 61, 50, 50, 50) == [(61, "G1:gateway_lost", False)]


def test_a_lost_gateway_is_not_found_by_a_restart() -> None:
    live = Live(gateway_of_three(), T0)
    tick(live, 0, 50, 50, 50)
    assert [alarm for _, alarm, _ in watch(live, 1, 20)] == ["G1:gateway_lost"]

    live.restart(at(30))

    assert watch(live, 30, 90) == []
    assert tick(live, 91, 50, 50, 50) == [(91, "G1:gateway_lost", False)]


def test_a_gateway_by_exception_is_lost_with_the_broker_and_back_when_it_speaks() -> None:
    live = Live(one_gateway(report="exception"), T0)
    tick(live, 0, 50, 50)
    live.failing = [Subsystem.BROKER]

    assert tick(live, 5) == [(5, "G1:gateway_lost", True), (5, "broker:system", True)]
    assert live.bank.board.stale.tolist() == [True, True]
    live.failing = []
    assert tick(live, 6) == [(6, "broker:system", False)]
    assert tick(live, 7, 50, None) == [(7, "G1:gateway_lost", False)]
    assert live.bank.board.stale.tolist() == [False, True]


def test_a_polled_gateway_is_lost_by_its_silence_not_with_the_broker() -> None:
    live = Live(gateway_of_three(), T0)
    tick(live, 0, 50, 50, 50)
    live.failing = [Subsystem.BROKER]

    assert tick(live, 5) == [(5, "broker:system", True)]
    assert tick(live, 11) == [(10, "G1:gateway_lost", True)]


def test_readings_that_are_stale_when_they_come_raise_once_and_return_nothing() -> None:
    live = Live(one_gateway(), T0, age=20_000)

    found = [change for second in range(1, 60) for change in tick(live, second, 50, None)]

    assert [(alarm, active) for _, alarm, active in found if alarm == "T1:stale"] == [
        ("T1:stale", True)
    ]
    live.age = 0
    assert tick(live, 60, 50, None) == [(60, "T1:stale", False)]


@pytest.mark.parametrize("jump", [3, 4, 60])
def test_no_return_falls_due_in_a_jump_of_the_clock_over_the_loss(jump: int) -> None:
    live = Live(one_gateway(report="exception"), T0)
    tick(live, 0, None, 95)
    assert tick(live, 6) == [(5, "T2:HH", True)]
    tick(live, 10, None, 50)
    live.note("G1", "offline", at(12))

    found = tick(live, 10 + jump)

    assert found == [(12, "G1:gateway_lost", True)]
    assert watch(live, 71, 90) == []


def test_a_pending_raise_runs_on_through_the_loss_and_makes_it_critical() -> None:
    live = Live(one_gateway(level=3), T0)
    tick(live, 0, 50, 95)
    live.note("G1", "offline", at(3))

    lost = live.tick(at(3))
    (raised,) = flatten(live.bank, live.tick(at(6)))

    assert lost.priority.tolist() == [Priority.CRITICAL]
    assert (raised.alarm, raised.at, raised.marks) == ("T2:HH", at(5), Mark.LAST_KNOWN)


def test_losing_a_gateway_where_only_a_high_stands_is_not_critical() -> None:
    live = Live(one_gateway(level=3), T0)
    assert tick(live, 0, 85, 50) == [(0, "T1:H", True)]
    live.note("G1", "offline", at(3))

    assert live.tick(at(3)).priority.tolist() == [Priority.MEDIUM]


def test_a_stale_alarm_never_returns_before_it_was_raised() -> None:
    """Readings may come with a judging time that lies before the platform's clock."""
    plant = make_plant(make_tag("T1", interval_s=1))
    live = Live(plant, None)
    found = []
    for second, lag in [(0, 0), (12, 4), (30, 0)]:
        batch = make_batch([Reading(0, at(second - lag), 50)])
        batch.fresh[:] = at(second)
        found += flatten(live.bank, live.bank.judge(batch, situation(plant, at(second))))

    assert [(change.at, change.active) for change in found] == [
        (at(10), True),
        (at(12), False),
        (at(22), True),
        (at(30), False),
    ]


def test_a_change_that_no_reading_decided_has_no_times_of_one() -> None:
    live = Live(one_gateway(), T0)
    tick(live, 0, 50, 50)
    live.by_silence = False

    changes = live.tick(at(60))

    assert changes.source.tolist() == [LONG_AGO, LONG_AGO]
