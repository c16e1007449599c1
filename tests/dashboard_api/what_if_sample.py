"""A comparison and a sweep with something in every table, of the small house's plant."""

from dataclasses import replace

import numpy as np

from alerting.kpi.terms import Period, Terms
from alerting.what_if.comparison import compare_runs
from alerting.what_if.run import make_run
from alerting.what_if.scenes import find_scenes
from alerting.what_if.sweep import Point
from dashboard_api.what_if_rows import Judged, Swept, comparison_row, sweep_row
from dashboard_api.what_if_trends import trend_row
from detectors.thinning import Readings
from plant.condition import Condition, Priority
from plant.words import AlarmSettings
from tests.alerting.kpi.lives import DAY, START, write
from tests.dashboard_api.house import make_plant

PERIOD = Period(START, START + DAY)
JUDGED = Judged(86_400, "1.0")


def settle(plant, **limits):
    """The plant with limits of T1, and none of its others."""
    alarms = {
        Condition[name]: AlarmSettings(
            Condition[name], value, 1.0, 0, 0, Priority.HIGH, latching=False
        )
        for name, value in limits.items()
    }
    row = plant.row_of["T1"]
    tag = replace(plant.tags[row], alarms=alarms, unit="%")
    return replace(plant, tags=(*plant.tags[:row], tag, *plant.tags[row + 1 :]))


def judge(plant, **alarms):
    entries = []
    for name, spans in alarms.items():
        rows = [
            (at, event)
            for span in spans
            for at, event in zip(span, ("raised", "returned"), strict=True)
        ]
        rows = [(at, event, {"onset": START + 1000 * at, "limit": 90.0}) for at, event in rows]
        entries += write(*rows, alarm=f"T1:{name}")
    entries.sort(key=lambda entry: entry.at)
    return make_run(plant, entries, PERIOD, Terms.standard())


def make_comparison(plant=None):
    """H taken from 80 to 88: one warning shorter, one lost, chatter gone, one alarm new."""
    plant = plant or make_plant()
    today, other = settle(plant, H=80.0, HH=90.0), settle(plant, H=88.0, HH=90.0)
    chatter = [(at, at + 2) for at in range(40_000, 40_060, 5)]
    return compare_runs(
        judge(
            today, H=[(1000, 2400), (20_000, 22_000), *chatter], HH=[(2000, 2300), (21_000, 21_500)]
        ),
        judge(other, H=[(1700, 2400), (60_000, 60_100)], HH=[(2000, 2300), (21_000, 21_500)]),
        PERIOD,
    )


def make_report(plant=None):
    comparison = make_comparison(plant)
    times = np.arange(START, START + DAY, 10_000, dtype=np.int64)
    values = 70 + 20 * np.sin(np.arange(len(times)) / 50)
    readings = Readings(times, values, np.zeros(len(times), dtype=np.uint32))
    trends = [trend_row(scene, readings, comparison) for scene in find_scenes(comparison)]
    return comparison_row(comparison, JUDGED, trends)


def make_sweep(plant=None, events=2):
    points = [
        Point(value, 9 - n, 2, 1, 60_000 * n, events, max(0, events - n), 90_000, 120_000.0)
        for n, value in enumerate((80.0, 82.5, 85.0))
    ]
    swept = [Swept(Condition.H, 80.0, points)]
    return sweep_row(plant or make_plant(), "T1", "h", swept, PERIOD, JUDGED)
