"""Interlocks over restarts, changes of plant and faults; and by the clocks of several gateways."""

from typing import Any

import pytest

from detectors.bank import Bank
from detectors.interlock_steps import Steps
from plant.words import Gateway, Plant
from tests.detectors.live import Live, Said, at, tick
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, feed, flatten, said, wait

LT, XV, HS, PT = range(4)


def make(*, hh: float = 90, gateways: int = 1, **lock: Any) -> Plant:
    """Level LT closes valve XV within 10 s; HS bypasses it, PT is there for another cause."""
    own = {
        "causes": [{"source": "LT", "condition": "HH"}],
        "effects": [{"tag": "XV", "expected": 0, "travel_s": 10}],
        "bypass": "HS",
        "bypass_s": 60,
    }
    return make_plant(
        make_tag("LT", hh=hh),
        *(make_tag(name) for name in ("XV", "HS")),
        make_tag("PT", hh=2),
        gateways=[Gateway(f"G{n}", "E1") for n in range(gateways)],
        interlocks={"IL": {**own, **lock}},
    )


def changed(live: Live, second: float, plant: Plant) -> Said:
    """What a new plant makes of what stands, and the first tick after it."""
    told = said(flatten(live.bank, live.restart(at(second), plant)))
    return [change for change in told + tick(live, second) if change[1].startswith("IL")]


def begin(**lock: Any) -> Live:
    """Beyond HH since second 10, and the valve open."""
    live = Live(make(**lock))
    tick(live, 0, 50, 1, 0, 1)
    tick(live, 10, 91)
    return live


class TestRestart:
    def test_a_valve_goes_on_travelling(self) -> None:
        live = begin()
        live.restart()

        assert tick(live, 20) == []
        assert tick(live, 20.001) == [(20, "IL:interlock_failed", True)]

    def test_a_cause_goes_on_waiting(self) -> None:
        live = begin(causes=[{"source": "LT", "condition": "HH", "delay_s": 5}])
        live.restart()

        assert tick(live, 15.001) == [(15, "IL:demand", True)]

    def test_nothing_that_stands_is_told_again(self) -> None:
        live = begin()
        tick(live, 21)

        assert changed(live, 30, live.plant) == []
        assert tick(live, 31, None, 0) == [(31, "IL:interlock_failed", False)]

    def test_an_alarm_that_the_journal_lost_is_raised_again(self) -> None:
        live = begin()
        live.standing.discard("IL:demand")

        assert changed(live, 15, live.plant) == [(15, "IL:demand", True)]

    def test_an_alarm_of_which_only_the_journal_knows_returns_by_what_is_known(self) -> None:
        plant = make()
        bank = Bank(plant)
        bank.align({"IL:demand", "IL:interlock_failed", "IL:bypass_overdue", "IL:spurious_trip"})
        bank.rejudge(T0)

        assert [change.alarm for change in feed(bank, plant, (1, float("nan")), row=XV)] == [
            "XV:bad_quality"
        ]
        assert (2, "IL:interlock_failed", False) in said(feed(bank, plant, (2, 0.0), row=XV))
        assert said(feed(bank, plant, (3, 0.0), row=HS)) == [(3, "IL:bypass_overdue", False)]
        assert said(feed(bank, plant, (4, 50.0), row=LT)) == [(4, "IL:demand", False)]
        assert said(feed(bank, plant, (5, 1.0), row=XV)) == [(5, "IL:spurious_trip", False)]

    def test_an_unverified_one_of_which_only_the_journal_knows(self) -> None:
        plant = make()
        bank = Bank(plant)
        bank.align({"IL:demand", "IL:interlock_unverified"})

        assert said(feed(bank, plant, (1, 0.0), row=XV)) == [(1, "IL:interlock_unverified", False)]


class TestNewPlant:
    def test_another_travel_time_counts_from_the_change(self) -> None:
        live = begin()
        plant = make(effects=[{"tag": "XV", "expected": 0, "travel_s": 15}])

        assert changed(live, 18, plant) == []
        assert tick(live, 33) == []
        assert tick(live, 33.001) == [(33, "IL:interlock_failed", True)]

    def test_another_delay_counts_from_the_change(self) -> None:
        live = begin(causes=[{"source": "LT", "condition": "HH", "delay_s": 5}])
        plant = make(causes=[{"source": "LT", "condition": "HH", "delay_s": 7}])

        assert changed(live, 14, plant) == []
        assert tick(live, 21.001) == [(21, "IL:demand", True)]

    def test_another_limit_is_judged_at_once_and_says_so(self) -> None:
        live = begin()
        changes = live.restart(at(15), make(hh=95))

        assert (15, "IL:demand", False) in said(flatten(live.bank, changes))
        assert "limit_changed" in changes.reasons.values()

    def test_another_position_of_the_valve_is_judged_at_once(self) -> None:
        live = begin()
        tick(live, 21)

        plant = make(effects=[{"tag": "XV", "expected": 1, "travel_s": 10}])

        assert changed(live, 30, plant) == [(30, "IL:interlock_failed", False)]

    def test_another_need_is_judged_at_once(self) -> None:
        both = [{"source": "LT", "condition": "HH"}, {"source": "PT", "condition": "HH"}]
        live = begin(causes=both, need=2)

        assert changed(live, 15, make(causes=both, need=1)) == [(15, "IL:demand", True)]

    def test_a_cause_that_is_new_hears_what_stands(self) -> None:
        live = Live(make())
        tick(live, 0, 50, 1, 0, 2.5)
        live.restart(at(10), make(causes=[{"source": "PT", "condition": "HH"}]))

        assert tick(live, 11, 50) == [(10, "IL:demand", True)]

    def test_an_effect_that_is_new_is_expected_from_then_on(self) -> None:
        live = begin()
        effects = [{"tag": tag, "expected": 0, "travel_s": 10} for tag in ("XV", "PT")]
        tick(live, 12, None, 0)
        changed(live, 15, make(effects=effects))

        assert tick(live, 16, 91, 0, 0, 1) == []
        assert tick(live, 25.001) == [(25, "IL:interlock_failed", True)]

    def test_a_shorter_time_for_a_bypass_that_is_over_already_is_overdue_at_once(self) -> None:
        live = Live(make())
        tick(live, 0, 50, 1, 1, 1)

        live.restart(at(40), make(bypass_s=30))

        assert tick(live, 40.001) == [(40, "IL:bypass_overdue", True)]

    def test_a_longer_time_takes_an_overdue_bypass_back(self) -> None:
        live = Live(make(bypass_s=30))
        tick(live, 0, 50, 1, 1, 1)
        tick(live, 31)

        assert changed(live, 40, make()) == [(40, "IL:bypass_overdue", False)]
        assert tick(live, 60.001) == [(60, "IL:bypass_overdue", True)]

    def test_a_test_that_was_made_is_not_overdue_any_more(self) -> None:
        live = Live(make(proof_test_due=at(30)))
        assert tick(live, 31, 50, 1, 0, 1) == [(30, "IL:proof_test_overdue", True)]
        assert tick(live, 32) == []

        later = changed(live, 40, make(proof_test_due=at(100)))

        assert later == [(40, "IL:proof_test_overdue", False)]
        assert tick(live, 100.001) == [(100, "IL:proof_test_overdue", True)]

    def test_the_vote_that_a_new_limit_wins_is_a_cause(self) -> None:
        vote = {"V": {"tags": ["LT"], "need": 1, "condition": "HH"}}
        lock = {
            "IL": {
                "causes": [{"source": "V", "condition": "voted"}],
                "effects": [{"tag": "XV", "expected": 0}],
            }
        }

        def plant(hh: float) -> Plant:
            return make_plant(make_tag("LT", hh=hh), make_tag("XV"), votings=vote, interlocks=lock)

        live = Live(plant(95))
        tick(live, 0, 91, 1)

        assert changed(live, 10, plant(90)) == [(10, "IL:demand", True)]


class TestSeveralGateways:
    """LT comes by G0, XV by a G1 whose clock is behind."""

    def begin(self) -> Live:
        plant = make(gateways=2)
        live = Live(plant, gateway_of={"LT": "G0", "XV": "G1", "HS": "G0", "PT": "G0"})
        tick(live, 0, 50, 1, 0, 1)
        tick(live, 10, 91)
        return live

    def judge(self, live: Live, second: float, slow: float, *values: float | None) -> Said:
        """A tick at which G1's clock stands at ``slow``."""
        behind = round(1000 * (second - slow))
        original = live.bank.judge

        def judge(batch: Any, moment: Any) -> Any:
            moment.event[XV] -= behind
            return original(batch, moment)

        live.bank.judge = judge  # type: ignore[method-assign]
        try:
            return tick(live, second, *values)
        finally:
            live.bank.judge = original  # type: ignore[method-assign]

    def test_a_travel_time_is_over_by_the_slowest_clock(self) -> None:
        live = self.begin()

        assert self.judge(live, 25, 19) == []
        assert self.judge(live, 26, 20.001) == [(20, "IL:interlock_failed", True)]

    def test_a_fact_passes_the_times_of_its_own_input_only(self) -> None:
        live = self.begin()

        assert self.judge(live, 25, 19, None, None, 1) == [(25, "IL:demand_while_bypassed", True)]
        assert self.judge(live, 40, 39) == []


def test_a_fault_returns_nothing_and_what_is_known_next_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = begin()
    with monkeypatch.context() as broken:
        broken.setattr(Steps, "take", lambda *_: 1 / 0)
        told = tick(live, 12, 92, 0)
    assert told == [(12, "detectors:system", True)]

    assert not live.bank.knows("IL:demand")
    assert tick(live, 13, 92, 0) == []
    assert (14, "IL:demand", False) in tick(live, 14, 50)


def test_what_a_condition_rests_on_is_known_or_not() -> None:
    live = Live(make(proof_test_due=at(1000)))
    alarms = ["demand", "interlock_failed", "demand_while_bypassed", "proof_test_overdue"]

    def known() -> list[bool]:
        return [live.bank.knows(f"IL:{alarm}") for alarm in alarms]

    assert known() == [False, False, False, True]
    tick(live, 0, 50)
    assert known() == [True, False, False, True]
    tick(live, 1, 50, 1, 0)
    assert known() == [True, True, True, True]


def test_what_is_due_is_told_to_who_may_sleep() -> None:
    plant = make(proof_test_due=at(1000))
    bank = Bank(plant)
    assert bank.next_due() == at(1000)

    feed(bank, plant, (0, 91.0))
    assert bank.next_due() == at(10)
    wait(bank, plant, 10.001)
    assert bank.next_due() == at(1000)
