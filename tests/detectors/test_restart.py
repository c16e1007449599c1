"""Restarts: what the bank remembers and what stands in the journal (contract 1, rule 11).

What a changed plant makes of standing values is told in :mod:`tests.detectors.test_standing`.
"""

from dataclasses import replace

import numpy as np
import pytest

from detectors.bank import Bank
from plant.link import Links
from plant.reading import Mark
from plant.words import Gateway, Plant
from tests.detectors.live import Live, at, one_gateway, tick, watch
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import (
    T0,
    feed,
    flatten,
    said,
    wait,
)
from tests.detectors.twin import Expected, Reading, make_batch

Case = tuple[Plant, list[Reading]]


class TestRestart:
    """Contract section 1, rule 11: what stands in the journal is neither raised nor lost again."""

    tag = make_tag("T1", h=80, deadband=2, interval_s=1)
    plant = make_plant(tag)

    @pytest.mark.parametrize(
        ("alarm", "value", "returned"),
        [("T1:H", 77.0, (20, "T1:H", False)), ("T1:bad_quality", 90.0, None)],
    )
    def test_a_standing_limit_is_not_raised_again_and_returns_on_its_falling_edge(
        self, alarm: str, value: float, returned: tuple[float, str, bool] | None
    ) -> None:
        bank = Bank(self.plant, None)
        bank.align([alarm, "GONE:H"])

        found = said(feed(bank, self.plant, (20, value)))

        assert (20, alarm, True) not in found
        assert returned is None or found == [returned]

    @pytest.mark.parametrize(
        ("value", "alarm"),
        [(90.0, "T1:H"), (np.nan, "T1:bad_quality"), (50.0, "T1:stale")],
    )
    def test_what_was_raised_before_is_not_raised_again_after_and_returns(
        self, value: float, alarm: str
    ) -> None:
        first, second = Bank(self.plant, None), Bank(self.plant, None)
        raised = feed(first, self.plant, (0, value)) + wait(first, self.plant, 11)
        assert alarm in {change.alarm for change in raised}

        second.restore(first.save())

        assert wait(second, self.plant, 15) == []
        assert (20, alarm, False) in said(feed(second, self.plant, (20, 50.0)))

    def test_a_standing_limit_between_limit_and_deadband_stays(self) -> None:
        bank = Bank(self.plant, None)
        bank.align(["T1:H"])

        assert feed(bank, self.plant, (20, 81), (21, 78)) == []
        assert said(feed(bank, self.plant, (22, 77.9))) == [(22, "T1:H", False)]

    def test_nothing_returns_because_values_are_unknown_at_start(self) -> None:
        bank = Bank(self.plant, None)
        bank.align(["T1:H", "T1:stale", "T1:bad_quality"])

        assert wait(bank, self.plant, 1000) == []
        assert said(feed(bank, self.plant, (1001, 79))) == [
            (1001, "T1:bad_quality", False),
            (1001, "T1:stale", False),
        ]

    def test_first_value_ever_beyond_a_limit_raises(self) -> None:
        assert said(feed(Bank(self.plant, T0), self.plant, (0, 80))) == [(0, "T1:H", True)]

    def test_aligning_what_is_raised_already_changes_nothing(self) -> None:
        plant = make_plant(make_tag("T1", h=80, off_delay_s=5))
        bank = Bank(plant, None)
        feed(bank, plant, (0, 90), (1, 70))
        bank.align(["T1:H"])

        assert said(wait(bank, plant, 7)) == [(6, "T1:H", False)]

    def test_a_pending_delay_survives(self) -> None:
        plant = make_plant(make_tag("T1", h=80, on_delay_s=30))
        first, second = Bank(plant, None), Bank(plant, T0 + 60_000)
        feed(first, plant, (0, 90))
        second.restore(first.save())

        assert said(wait(second, plant, 60)) == [(30, "T1:H", True)]


class TestChangedPlant:
    """Contract section 1, rule 12: rules that did not change keep what is pending."""

    old = make_plant(
        make_tag("T0", h=10), make_tag("T1", h=80, on_delay_s=30), make_tag("T2", h=80, hh=90)
    )

    def carry(self, plant: Plant, *values: tuple[int, float], row: int) -> Bank:
        first, second = Bank(self.old, None), Bank(plant, None)
        feed(first, self.old, *values, row=row)
        second.restore(first.save())
        return second

    def test_a_pending_start_is_kept_where_the_tag_moved_to_another_row(self) -> None:
        plant = make_plant(make_tag("NEW", h=1), make_tag("T1", ll=1, h=80, on_delay_s=30))
        bank = self.carry(plant, (0, 90), row=1)

        (change,) = wait(bank, plant, 31)

        assert (change.alarm, change.onset, change.at) == ("T1:H", T0, T0 + 30_000)

    def test_a_raised_rule_is_not_raised_again(self) -> None:
        plant = make_plant(make_tag("T2", hh=90))
        bank = self.carry(plant, (0, 95), row=2)

        assert feed(bank, plant, (1, 95)) == []
        assert said(feed(bank, plant, (2, 85))) == [(2, "T2:HH", False)]

    def test_what_is_new_starts_at_rest(self) -> None:
        plant = make_plant(make_tag("T1", h=80, on_delay_s=30), make_tag("T9", h=5))
        bank = self.carry(plant, (0, 90), row=1)

        assert said(feed(bank, plant, (1, 6), row=1)) == [(1, "T9:H", True)]


class TestJournal:
    """Exactly what stands in the journal is raised, whatever the bank remembers."""

    plant = make_plant(make_tag("T1", h=80, on_delay_s=2, off_delay_s=5, interval_s=1))

    def live(self, *values: tuple[int, float]) -> Live:
        live = Live(self.plant, None)
        live.by_silence = False
        for second, value in values:
            live.tick(T0 + 1000 * second, [Reading(0, T0 + 1000 * second, value)])
        return live

    def test_what_it_lacks_is_raised_anew_by_the_value_that_stands(self) -> None:
        live = self.live((0, 90), (3, 90))
        assert live.standing == {"T1:H"}
        live.standing.clear()

        assert len(live.restart(T0 + 4000)) == 0
        changes = live.tick(T0 + 6001)

        assert said(flatten(live.bank, changes)) == [(6, "T1:H", True)]
        assert changes.reasons == {}, "no limit was changed"

    @pytest.mark.parametrize("alarm", ["T1:bad_quality", "T1:stale"])
    def test_quality_and_silence_that_it_lacks_are_raised_by_the_next_evidence(
        self, alarm: str
    ) -> None:
        live = self.live((0, 50), (1, np.nan), (20, np.nan))
        live.tick(T0 + 31_000)
        assert alarm in live.standing
        live.standing.discard(alarm)

        live.restart()
        changes = live.tick(T0 + 32_000, [Reading(0, T0 + 32_000, np.nan)])

        assert (alarm, True) in [
            (found, active) for _, found, active in said(flatten(live.bank, changes))
        ]

    def test_a_return_that_it_lacks_is_made_up_for(self) -> None:
        live = self.live((0, 50))
        live.standing.add("T1:H")

        live.restart(T0 + 1000)

        assert said(flatten(live.bank, live.tick(T0 + 7000))) == [(6, "T1:H", False)]

    def test_a_lost_gateway_that_it_lacks_is_told_again(self) -> None:
        plant = make_plant(make_tag("T1", h=80), gateways=[Gateway("G1", "E1")])
        live = Live(plant, T0)
        live.note("G1", "offline", T0 + 1000)
        live.tick(T0 + 1000)
        live.standing.clear()

        live.restart(T0 + 9000)

        assert said(flatten(live.bank, live.tick(T0 + 9000))) == [(1, "G1:gateway_lost", True)]

    def test_a_pending_raise_and_a_pending_return_of_what_stands_go_on(self) -> None:
        raising = self.live((0, 90))
        assert len(raising.restart(T0 + 1000)) == 0
        assert said(flatten(raising.bank, raising.tick(T0 + 2001))) == [(2, "T1:H", True)]

        returning = self.live((0, 90), (3, 50))
        assert len(returning.restart(T0 + 4000)) == 0
        assert said(flatten(returning.bank, returning.tick(T0 + 8001))) == [(8, "T1:H", False)]


class TestSilence:
    """After a restart silence counts from the start: our own absence is nobody's silence."""

    @pytest.mark.parametrize("report", ["polled", "exception"])
    def test_judging_again_from_a_checkpoint_finds_what_was_found(self, report: str) -> None:
        """The first tick after the checkpoint brings readings after a long silence."""
        found = []
        for restarted in (False, True):
            live = Live(one_gateway(report), T0)
            tick(live, 0, 50, 50)
            if report == "polled":
                live.note("G1", "offline", at(3))
                tick(live, 3)
            if restarted:
                live.restart()
            live.note("G1", "online", at(60))
            found.append(tick(live, 60, 50, 50))

        assert found[0] == ([(60, "G1:gateway_lost", False)] if report == "polled" else [])
        assert found[1] == found[0]

    def test_a_gateway_has_its_whole_limit_to_be_heard(self) -> None:
        live = Live(one_gateway(), T0)
        tick(live, 0, 50, 50)

        live.restart(at(3600))

        assert watch(live, 3600, 3605) == []
        assert tick(live, 3606, 50, 50) == []

    def test_a_lost_gateway_is_not_announced_again_and_returns_when_heard(self) -> None:
        live = Live(one_gateway(), T0)
        tick(live, 0, 50, 50)
        live.note("G1", "offline", at(3))
        tick(live, 3)

        live.restart(at(60))
        assert watch(live, 60, 90) == []

        live.note("G1", "online", at(91))
        assert tick(live, 91, 50, 50) == [(91, "G1:gateway_lost", False)]

    def test_what_stands_in_the_journal_alone_is_not_announced_again(self) -> None:
        live = Live(one_gateway(), at(60))
        live.bank.align(["G1:gateway_lost", "T1:stale"])

        assert watch(live, 60, 90) == []
        found = tick(live, 91, 50, 50)
        assert sorted(found) == [(91, "G1:gateway_lost", False), (91, "T1:stale", False)]


def test_late_data_that_our_absence_broke_off_are_one_excursion_still() -> None:
    """The rest of them comes ten seconds later, when we are back."""
    plant = make_plant(make_tag("T1", h=80))

    def hear(bank: Bank, now: int, *readings: tuple[int, float]) -> list[Expected]:
        late = [Reading(0, T0 + 1000 * second, value, 0, Mark.LATE) for second, value in readings]
        moment = situation(plant, T0 + 1000 * now, by_silence=True)
        batch = make_batch(late)
        batch = replace(batch, received=np.full(len(batch), T0 + 1000 * now))
        return flatten(bank, bank.judge(batch, moment))

    first, second = Bank(plant), Bank(plant)
    feed(first, plant, (0, 50.0), (60, 50.0))
    assert hear(first, 61, (10, 50), (11, 95)) == []

    second.restore(first.save())
    second.begin(T0 + 71_000)

    assert said(hear(second, 71, (12, 95), (13, 50))) == [(11, "T1:H", True), (13, "T1:H", False)]


def test_a_value_is_as_old_as_the_clock_of_the_gateway_that_brings_its_tag_by_now() -> None:
    """Clocks are kept by gateway; which brings a tag is known to ingest, and told after them."""
    old, new = (
        make_plant(
            make_tag("T1", h=limit, interval_s=1),
            make_tag("T2", interval_s=1),
            gateways=[Gateway("G1", "E1"), Gateway("G2", "E1")],
        )
        for limit in (80, 40)
    )
    links = Links.of(old)
    links.gateway_of[0] = old.gateway_row_of["G2"]
    clocks = np.array([T0 + 60_000, T0])
    first, second = Bank(old, None), Bank(new, None)
    first.judge(make_batch([Reading(0, T0, 50.0)]), situation(old, T0, T0, links))
    first.judge(make_batch([]), replace(situation(old, T0, T0, links), event=clocks))

    second.restore(first.save())
    second.follow(links.gateway_of)
    (change,) = flatten(second, second.rejudge(T0 + 1000))

    assert change.alarm == "T1:H"
    assert change.marks & Mark.LAST_KNOWN
