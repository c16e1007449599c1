"""Every target of the shipped file is compared with a figure, and says how it came out."""

from alerting.kpi.groups import By
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Period, Terms
from plant.alarm_kpi import load_targets
from tests.alerting.kpi.lives import ALARMS, DAY, SITE, START, write


def assess(entries, days=1):
    period = Period(START, START + days * DAY)
    report = report_entries(entries, SITE, period, Terms.standard(), By.HAZARD)
    return {one.target.name: one for one in report.assessments}


def pulses(number, gap=600):
    rows = [row for n in range(number) for row in ((n * gap, "raised"), (n * gap + 90, "returned"))]
    return write(*rows)


def test_every_target_has_its_figure_in_the_order_of_the_file():
    assert list(assess([])) == list(load_targets())


def test_a_day_of_144_alarms_is_met_and_of_200_manageable():
    quiet, busy, drowned = (assess(pulses(n, 86_400 // n)) for n in (144, 200, 301))
    assert (quiet["alarms_per_day"].value, quiet["alarms_per_day"].met) == (144, True)
    assert (busy["alarms_per_day"].met, busy["alarms_per_day"].manageable) == (False, True)
    assert (drowned["alarms_per_day"].met, drowned["alarms_per_day"].manageable) == (False, False)


def test_shares_are_of_what_was_annunciated():
    told = assess([*pulses(3), *write((5, "raised"), alarm=ALARMS[2])])
    assert told["bad_actor_share"].value == 100
    assert told["share_high"].value == 100  # the entries say so
    assert told["share_low"].met is False
    assert told["standing"].value is not None


def test_what_has_no_figure_is_neither_met_nor_missed():
    told = assess([])
    assert (told["share_low"].value, told["share_low"].met, told["share_low"].manageable) == (
        None,
        None,
        None,
    )
