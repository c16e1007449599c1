"""The pictures of a what-if: what stands in them and by which look it is told apart."""

from xml.etree import ElementTree as ET

import pytest

from dashboard_api.what_if_charts import (
    draw_sweep_counts,
    draw_sweep_events,
    draw_sweep_warnings,
    draw_timeline,
    draw_trend,
)
from tests.dashboard_api.what_if_sample import make_report, make_sweep

REPORT = make_report()
ZONE = "Asia/Shanghai"


def read(picture):
    return ET.fromstring(picture)  # noqa: S314 - our own


def list_texts(picture):
    return [one.text for one in read(picture).iter("text")]


def count(picture, css):
    return sum(one.attrib.get("class") == css for one in read(picture).iter())


def test_a_timeline_has_a_bar_for_each_stretch_and_plant():
    picture = draw_timeline(REPORT.timeline, ZONE)
    assert count(picture, "bar today") == count(picture, "bar other") == len(REPORT.timeline.t)


def test_midnight_bears_the_date():
    assert "11-25" in list_texts(draw_timeline(REPORT.timeline, ZONE))


def test_a_changed_limit_stands_twice_and_one_that_is_the_same_once():
    trend = next(one for one in REPORT.trends if one.why == "lost")
    picture = draw_trend(trend, ZONE)
    assert {"H 现行 80", "H 试算 88", "HH 90"} <= set(list_texts(picture))
    assert (count(picture, "limit today"), count(picture, "limit other")) == (1, 1)
    assert count(picture, "limit hard") == 1
    assert count(picture, "event") == len(trend.events)


def test_alarms_that_stood_have_a_strip_a_plant():
    trend = next(one for one in REPORT.trends if one.why == "lost")
    picture = draw_trend(trend, ZONE)
    spans = [one.tried for one in trend.spans]
    assert (count(picture, "bar today"), count(picture, "bar other")) == (
        spans.count(False),
        spans.count(True),
    )


@pytest.mark.parametrize("draw", [draw_sweep_counts, draw_sweep_warnings, draw_sweep_events])
def test_a_sweep_marks_the_value_of_today(draw):
    (limit,) = make_sweep().limits
    picture = draw(limit)
    assert count(picture, "limit today") == 1
    assert "现行 80" in list_texts(picture)
    assert {"80", "82.5", "85"} <= set(list_texts(picture))
