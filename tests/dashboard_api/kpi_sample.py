"""A report with something in every table, of the small house's plant."""

from dataclasses import replace

from alerting.alarm import Held
from alerting.kpi.groups import By
from alerting.kpi.places import Site
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Period, Terms
from dashboard_api.kpi_rows import report_row
from tests.alerting.kpi.lives import BEGINS, DAY, ENDS, START, write
from tests.dashboard_api.house import make_plant

PLANT = make_plant()
PERIOD = Period(START, START + 7 * DAY)


def make_entries():
    """A flood that chatters, a fleeting alarm, a stale one, a shelved one, one of nobody."""
    chatter = [row for n in range(30) for row in ((n * 10, "raised"), (n * 10 + 4, "returned"))]
    return [
        *write(*chatter, (400, "acknowledged"), alarm="T1:HH"),
        *write((5000, "raised"), (5020, "returned"), alarm="液位LT-9:HH"),
        *write((9000, "raised"), (9000 + 90_000, "returned"), alarm="T2:H"),
        *write((100, BEGINS[Held.SHELVED]), (900, ENDS[Held.SHELVED]), alarm="T3:H"),
        *write((20_000, "raised"), alarm="GONE-1:L"),
    ]


def make_report(by=By.HAZARD, plant=PLANT, entries=None, period=PERIOD, **terms):
    terms = Terms.standard(**terms)
    made = report_entries(
        make_entries() if entries is None else entries, Site.of(plant), period, terms, by
    )
    return report_row(made, plant)


def rename(plant, name):
    """The plant with a park, a hazard, an enterprise and a tag of another name."""
    return replace(
        plant,
        park=replace(plant.park, name=name, name_en=name),
        hazards=(replace(plant.hazards[0], name=name), *plant.hazards[1:]),
        enterprises=(replace(plant.enterprises[0], name=name), *plant.enterprises[1:]),
        tags=(replace(plant.tags[0], name=name, name_en=name), *plant.tags[1:]),
    )
