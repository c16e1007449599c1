"""What is written down of a comparison: names, sums, verdicts, and the trend of a tag."""

import json
import re

import msgspec
import numpy as np
import pytest

from alerting.what_if.lead import Verdict
from alerting.what_if.scenes import Scene
from dashboard_api.what_if_trends import BINS, trend_row
from detectors.thinning import Readings
from tests.alerting.kpi.lives import DAY, START
from tests.conftest import ROOT
from tests.dashboard_api.what_if_sample import make_comparison, make_report, make_sweep

REPORT = make_report()
HOUR = 3_600_000


def test_sums_are_those_of_the_rows():
    assert REPORT.today.alarms - REPORT.removed + REPORT.added == REPORT.other.alarms
    assert sum(one.removed for one in REPORT.alarms) == REPORT.removed
    assert sum(one.added for one in REPORT.sources) == REPORT.added
    assert sum(REPORT.timeline.today) == REPORT.today.alarms
    assert sum(REPORT.timeline.other) == REPORT.other.alarms
    assert REPORT.lost_ms == 700_000 + 1_000_000


def test_events_tell_both_warnings_and_what_became_of_them():
    first, second = REPORT.events
    assert (first.verdict, first.today.ms, first.other.ms) == ("shorter", 1_000_000, 300_000)
    assert (second.verdict, second.other.alarm, second.other.ms) == ("lost", "T1:HH", 0)
    assert (first.limit, first.unit, first.label.zh.endswith("高高限报警")) == (90.0, "%", True)


def test_what_is_the_same_is_no_episode():
    assert "same" not in {one.change for one in REPORT.episodes}


def test_a_figure_is_better_on_its_good_side():
    better = {one.name: one.better for one in REPORT.figures}
    assert better["alarms_per_day"] is True
    assert better["stale"] is None


def test_it_can_be_read_back_as_json():
    told = json.loads(msgspec.json.encode(REPORT))
    assert {"from", "to", "verdicts", "bad_actors"} <= told.keys()
    assert told["verdicts"]["lost"] == 1
    assert json.loads(msgspec.json.encode(make_sweep()))["limits"][0]["condition"] == "H"


@pytest.mark.parametrize("report", [REPORT, make_sweep()], ids=["what_if", "sweep"])
def test_every_key_is_documented(report):
    guide = (ROOT / "docs/what_if.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_0-9]+)`", guide))
    inner = {"zh", "en", "start", "end", "condition", "tried", "today", "other", "count", "share"}
    assert list_keys(json.loads(msgspec.json.encode(report))) - inner <= named | set(Verdict)


def list_keys(told):
    if isinstance(told, list):
        return set().union(*map(list_keys, told))
    if isinstance(told, dict):
        return set(told).union(*map(list_keys, told.values()))
    return set()


class TestTrends:
    def draw(self, step_ms, status=0):
        times = np.arange(START, START + DAY, step_ms, dtype=np.int64)
        return self.show(times, times * 0.0 + 81, np.full(len(times), status, dtype=np.uint32))

    def show(self, times, values, status):
        readings = Readings(times, values, status)
        scene = Scene("T1", START, START + HOUR, "lost")
        return trend_row(scene, readings, make_comparison())

    def test_few_readings_are_drawn_as_they_are(self):
        trend = self.draw(60_000)
        assert (trend.bin_ms, len(trend.t)) == (0, 60)

    def test_of_many_the_lowest_and_highest_of_equal_stretches(self):
        trend = self.draw(1000)
        assert (trend.bin_ms, len(trend.t)) == (HOUR // BINS, BINS)
        assert set(trend.low) == set(trend.high) == {81.0}

    def test_what_is_bad_is_a_gap(self):
        assert set(self.draw(60_000, status=0x80000000).low) == {None}

    def test_a_value_that_is_reported_seldom_holds_across_stretches(self):
        busy = np.arange(START, START + HOUR // 2, 1000, dtype=np.int64)
        times = np.append(busy, START + HOUR - 1000)
        trend = self.show(times, times * 0.0 + 81, np.zeros(len(times), dtype=np.uint32))
        assert trend.bin_ms > 0
        assert set(trend.low) == {81.0}

    def test_limits_alarms_and_events_of_both_plants(self):
        trend = self.draw(60_000)
        lines = [(one.condition, one.today, one.other) for one in trend.lines]
        assert lines == [("H", 80.0, 88.0), ("HH", 90.0, 90.0)]
        spans = [(one.condition, one.tried, (one.start - START) // 1000) for one in trend.spans]
        assert spans == [
            ("H", False, 1000),
            ("HH", False, 2000),
            ("H", True, 1700),
            ("HH", True, 2000),
        ]
        assert trend.events == (START + 2_000_000,)
