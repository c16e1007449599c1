"""Standing values under limits that changed, or did not (contract section 1, rule 12)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.limits import LIMIT_CHANGED
from plant.quality import BAD, UNCERTAIN_SUBSTITUTE
from plant.reading import Mark
from plant.words import Gateway, Plant
from tests.detectors.checklist import check_standing
from tests.detectors.live import Live
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import (
    T0,
    feed,
    flatten,
    plants_and_streams,
    said,
    wait,
)
from tests.detectors.twin import Expected, Reading

Case = tuple[Plant, list[Reading]]


@given(plants_and_streams, st.integers(0, 30_000))
def test_standing_values_have_nothing_new_to_say_in_an_unchanged_plant(
    case: Case, wait_ms: int
) -> None:
    check_standing(*case, wait_ms)


class TestChangedLimit:
    """A standing value is judged at once under the new limit; new delays count from then."""

    @staticmethod
    def reload(
        old: dict[str, Any],
        readings: Sequence[tuple[float, float, int]],
        new: dict[str, Any],
        second: float = 5,
    ) -> tuple[Live, list[Expected], dict[int, str]]:
        """Readings (second, value, status), then the same tag with other settings."""
        live = Live(make_plant(make_tag("T1", **old)), None)
        live.by_silence = False
        for time, value, status in readings:
            now = T0 + round(1000 * time)
            live.tick(now, [Reading(0, now, value, status)])
        changes = live.restart(T0 + round(1000 * second), make_plant(make_tag("T1", **new)))
        return live, flatten(live.bank, changes), dict(changes.reasons)

    def test_beyond_the_new_limit_is_raised_at_once(self) -> None:
        live, (change,), reasons = self.reload({"h": 80}, [(0, 70, 0)], {"h": 60})

        assert change == Expected(T0 + 5000, "T1:H", True, "70.0", T0 + 5000, 0)
        assert reasons == {0: LIMIT_CHANGED}
        assert len(live.restart(T0 + 6000)) == 0, "and only once"

    def test_a_new_limit_takes_its_evidence_from_the_board(self) -> None:
        live, found, reasons = self.reload({"h": 80}, [(0, 70, 0)], {"h": 80, "hh": 90, "ll": 75})

        assert said(found) == [(5, "T1:LL", True)]
        assert reasons == {0: LIMIT_CHANGED}
        assert live.bank.knows("T1:HH")

    def test_clear_of_the_new_limit_returns_at_once(self) -> None:
        _, found, reasons = self.reload({"h": 80}, [(0, 85, 0)], {"h": 90, "deadband": 2})

        assert said(found) == [(5, "T1:H", False)]
        assert reasons == {0: LIMIT_CHANGED}

    def test_between_the_new_limit_and_its_deadband_stays(self) -> None:
        live, found, _ = self.reload({"h": 80}, [(0, 89, 0)], {"h": 90, "deadband": 2})

        assert found == []
        assert live.standing == {"T1:H"}

    @pytest.mark.parametrize(
        ("value", "limit", "active"), [(70.0, 60.0, True), (85.0, 90.0, False)]
    )
    def test_delays_count_from_the_change_and_its_reason_is_kept(
        self, value: float, limit: float, active: bool
    ) -> None:
        delays = {"on_delay_s": 10 if active else 0, "off_delay_s": 10}
        old = {"h": 80, **delays}
        live, found, _ = self.reload(old, [(0, value, 0)], {"h": limit, **delays})
        assert found == []

        live.restart()
        changes = live.tick(T0 + 15_001, [Reading(0, T0 + 8000, value)])

        assert said(flatten(live.bank, changes)) == [(15, "T1:H", active)]
        assert changes.reasons == {0: LIMIT_CHANGED}

    def test_a_reading_may_end_what_the_change_began(self) -> None:
        old, new = {"h": 80}, {"h": 60, "on_delay_s": 10}
        live, _, _ = self.reload(old, [(0, 70, 0)], new)
        live.tick(T0 + 8000, [Reading(0, T0 + 8000, 50)])
        live.tick(T0 + 9000, [Reading(0, T0 + 9000, 70)])

        changes = live.tick(T0 + 30_000)

        assert said(flatten(live.bank, changes)) == [(19, "T1:H", True)]
        assert changes.reasons == {}

    def test_a_stale_value_may_raise_but_never_returns(self) -> None:
        old = {"h": 80, "interval_s": 1}
        _, (change,), _ = self.reload(old, [(0, 70, 0)], {**old, "h": 60}, 3600)
        assert (change.at, change.marks) == (T0 + 3_600_000, Mark.LAST_KNOWN)

        live, found, _ = self.reload(old, [(0, 85, 0)], {**old, "h": 90}, 3600)
        assert found == []
        assert live.standing == {"T1:H"}

    def test_by_exception_a_value_of_hours_ago_returns(self) -> None:
        def plant(limit: float) -> Plant:
            return make_plant(
                make_tag("T1", h=limit, interval_s=1),
                gateways=[Gateway("G1", "E1", report="exception")],
            )

        live = Live(plant(80), T0)
        live.tick(T0, [Reading(0, T0, 85)])

        changes = live.restart(T0 + 3_600_000, plant(90))

        assert said(flatten(live.bank, changes)) == [(3600, "T1:H", False)]

    @pytest.mark.parametrize(
        ("priority", "expected"), [("high", [(15, "T1:H", True)]), ("medium", [])]
    )
    def test_a_delay_begun_on_a_stale_value_ends_by_priority(
        self, priority: str, expected: list[tuple[float, str, bool]]
    ) -> None:
        old = {"h": 80, "on_delay_s": 10, "priority": priority, "interval_s": 0.5}
        live, _, _ = self.reload(old, [(-9, 70, 0)], {**old, "h": 60})

        found = flatten(live.bank, live.tick(T0 + 15_001))

        assert [told for told in said(found) if told[1] == "T1:H"] == expected
        assert all(change.marks == Mark.LAST_KNOWN for change in found if change.alarm == "T1:H")

    def test_a_bad_value_says_nothing(self) -> None:
        assert self.reload({"h": 80}, [(0, 70, BAD)], {"h": 60})[1] == []
        assert self.reload({"h": 80}, [(0, 85, 0), (1, 85, BAD)], {"h": 90})[1] == []

    def test_a_forced_value_may_raise_but_never_returns(self) -> None:
        forced = UNCERTAIN_SUBSTITUTE
        _, (change,), _ = self.reload({"h": 80}, [(0, 50, 0), (1, 70, forced)], {"h": 60})
        assert (change.value, change.marks) == ("70.0", Mark.FORCED)

        assert self.reload({"h": 80}, [(0, 85, 0), (1, 85, forced)], {"h": 90})[1] == []

    def test_a_pending_start_is_kept_where_only_another_limit_changed(self) -> None:
        old = {"h": 80, "hh": 95, "h_on_delay_s": 30}
        live, found, _ = self.reload(old, [(0, 90, 0)], {**old, "hh": 92})

        assert found == []
        changes = live.tick(T0 + 31_000)
        assert said(flatten(live.bank, changes)) == [(30, "T1:H", True)]
        assert changes.reasons == {}

    @pytest.mark.parametrize("new", [{"h": 85}, {"deadband": 1}, {"off_delay_s": 1}])
    def test_a_pending_start_counts_anew_under_new_settings(self, new: dict[str, Any]) -> None:
        old = {"h": 80, "on_delay_s": 30}
        live, _, _ = self.reload(old, [(0, 90, 0)], {**old, **new})

        assert said(flatten(live.bank, live.tick(T0 + 36_000))) == [(35, "T1:H", True)]

    def test_a_pending_start_ends_where_the_value_is_no_longer_beyond(self) -> None:
        old = {"h": 80, "on_delay_s": 30}
        live, found, _ = self.reload(old, [(0, 90, 0)], {**old, "h": 95})

        assert found == flatten(live.bank, live.tick(T0 + 90_000)) == []

    @pytest.mark.parametrize(("limit", "raised"), [(85, [(35, "T1:H", True)]), (95, [])])
    def test_a_pending_start_that_went_unknown_goes_by_its_last_evidence(
        self, limit: float, raised: list[tuple[float, str, bool]]
    ) -> None:
        """The accident may be what cut the link."""
        old = {"h": 80, "on_delay_s": 30, "priority": "high"}
        live, _, _ = self.reload(old, [(0, 90, 0), (1, np.nan, BAD)], {**old, "h": limit})

        found = flatten(live.bank, live.tick(T0 + 36_000))

        assert said(found) == raised
        assert all(change.marks == Mark.LAST_KNOWN for change in found)

    def test_a_pending_return_counts_anew_under_new_settings(self) -> None:
        old = {"h": 80, "off_delay_s": 30}
        live, _, _ = self.reload(old, [(0, 90, 0), (1, 50, 0)], {**old, "off_delay_s": 20})

        assert said(flatten(live.bank, live.tick(T0 + 26_000))) == [(25, "T1:H", False)]

    def test_what_waited_for_a_known_value_does_not_once_it_is_urgent(self) -> None:
        old = {"h": 80, "on_delay_s": 2, "priority": "medium"}
        new = {**old, "priority": "critical"}
        live, _, _ = self.reload(old, [(0, 90, 0), (1, np.nan, BAD), (4, np.nan, BAD)], new)

        (change,) = flatten(live.bank, live.tick(T0 + 6000))

        assert (change.at, change.alarm, change.marks) == (T0 + 5000, "T1:H", Mark.LAST_KNOWN)

    def test_a_state_saved_without_settings_keeps_what_is_pending(self) -> None:
        plant = make_plant(make_tag("T1", h=80, on_delay_s=30))
        first, second = Bank(plant, None), Bank(plant, None)
        feed(first, plant, (0, 90))
        saved = {name: array for name, array in first.save().items() if "settings" not in name}

        second.restore(saved)

        assert len(second.rejudge(T0 + 5000)) == 0
        assert said(wait(second, plant, 31)) == [(30, "T1:H", True)]


class TestDoubt:
    """A value that stands in doubt returns nothing."""

    @staticmethod
    def plant(limit: float, interval_s: float | None = None) -> Plant:
        tag = make_tag("T1", h=limit, interval_s=interval_s)
        return make_plant(tag, gateways=[Gateway("G1", "E1")])

    @pytest.mark.parametrize(("limit", "raised"), [(90, []), (60, [(5, "T1:H", True)])])
    def test_of_a_source_that_is_down(
        self, limit: float, raised: list[tuple[float, str, bool]]
    ) -> None:
        live = Live(self.plant(80), T0)
        live.tick(T0, [Reading(0, T0, 85 if limit > 80 else 70)])
        live.note("T1", "down", T0 + 1000)
        live.tick(T0 + 1000)

        changes = live.restart(T0 + 5000, self.plant(limit))

        assert said(flatten(live.bank, changes)) == raised
        assert all(changes.marks == Mark.LAST_KNOWN)

    def test_of_a_gateway_that_only_the_journal_knows_to_be_lost(self) -> None:
        live = Live(self.plant(80), T0)
        live.tick(T0, [Reading(0, T0, 85)])
        live.standing.add("G1:gateway_lost")

        assert len(live.restart(T0 + 5000, self.plant(90))) == 0

    def test_that_was_old_when_it_came(self) -> None:
        live = Live(self.plant(80, interval_s=1), T0, behind=0)
        live.tick(T0, [Reading(0, T0 - 8000, 85)])
        live.bank.board.received[:] = T0
        live.tick(T0 + 3000, [])

        assert len(live.restart(T0 + 4000, self.plant(90, interval_s=1))) == 0

    def test_a_new_limit_on_a_source_that_is_down_is_raised_on_the_last_known_value(self) -> None:
        live = Live(self.plant(80), T0)
        live.tick(T0, [Reading(0, T0, 70)])
        live.note("T1", "down", T0 + 1000)
        live.tick(T0 + 1000)
        tag = make_tag("T1", h=80, l=75)

        changes = live.restart(T0 + 5000, make_plant(tag, gateways=[Gateway("G1", "E1")]))

        assert said(flatten(live.bank, changes)) == [(5, "T1:L", True)]
        assert changes.marks.tolist() == [Mark.LAST_KNOWN]
        assert not live.bank.knows("T1:L")
