"""Numbers, durations and instants as people read them."""

import msgspec
import pytest

from dashboard_api.kpi_text import (
    judge_target,
    name_clock,
    show_duration,
    show_local,
    show_number,
    show_target,
    show_utc,
)
from plant.alarm_kpi import Sense
from tests.dashboard_api.kpi_sample import make_report


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (None, ""),
        (0.0, "0"),
        (7, "7"),
        (12_345.6, "12346"),
        (123.456, "123"),
        (12.345, "12.3"),
        (1.2345, "1.23"),
        (0.012345, "0.0123"),
        (-1.5, "-1.50"),
    ],
)
def test_three_significant_figures_and_counts_in_full(number, shown):
    assert show_number(number) == shown


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (None, ""),
        (0, "0:00:00"),
        (1500, "0:00:01.5"),
        (60_000, "0:01:00"),
        (90_061_000, "25:01:01"),
    ],
)
def test_durations_are_hours_minutes_seconds(ms, shown):
    assert show_duration(ms) == shown


def test_an_instant_is_told_on_both_clocks():
    at = 1_764_000_000_123
    assert show_local(at, "Asia/Shanghai") == "2025-11-25 00:00:00"
    assert show_utc(at) == "2025-11-24T16:00:00.123Z"
    assert (show_local(None, "UTC"), show_utc(None)) == ("", "")
    assert name_clock("Asia/Shanghai").zh == "北京时间"
    assert "Europe/Berlin" in name_clock("Europe/Berlin").en


def test_a_verdict_has_four_outcomes():
    target = make_report().targets[0]
    changed = lambda **fields: msgspec.structs.replace(target, **fields)  # noqa: E731
    assert judge_target(changed(met=True, manageable=True)).en == "met"
    assert judge_target(changed(met=False, manageable=True)).en == "manageable"
    assert judge_target(changed(met=False, manageable=False)).en == "missed"
    assert judge_target(changed(met=None, manageable=None)).en == "unevaluable"
    assert show_target(changed(sense=Sense.AT_LEAST, target=80.0, ceiling=None)) == "≥ 80"
    assert show_target(target) == "≤ 150 (300)"
