"""Hours of the coming week at which nobody has a step's role."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hazardwatch.plant_reports import print_check
from hazardwatch.roster_advice import advise_rosters
from plant.directory import check_plant
from simulators.shipped import PARKS
from tests.plant.conftest import PLANT_TOML, TAGS_CSV
from tests.plant.shift_plan import PEOPLE
from tests.plant.tank_farm import change

MONDAY_NOON = datetime(2026, 11, 23, 12, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = PEOPLE[PEOPLE.index('[[duty]]\nrole = "operator"\npersons = [["li"]') :]
NIGHT = NIGHT[: NIGHT.index("[[duty]]", 1)]


@pytest.fixture
def warn(tmp_path):
    def warn_of(people, now=MONDAY_NOON):
        (tmp_path / "plant.toml").write_text(PLANT_TOML + people, encoding="utf-8")
        (tmp_path / "tags.csv").write_text(TAGS_CSV, encoding="utf-8")
        at = round(now.timestamp() * 1000)
        checked = check_plant(tmp_path, [lambda plant, draft: advise_rosters(plant, draft, at)])
        assert checked.complaints == []
        return [
            (one.key, one.text, one.text_zh) for one in checked.warnings if "nobody" in one.text
        ]

    return warn_of


def test_a_roster_around_the_clock_has_no_gap(warn):
    told = warn(PEOPLE)
    assert [key for key, *_ in told] == [
        "escalation.steps[1].to[0]",
        "escalation.steps[2].to[0]",
        "escalation.steps[3].to[0]",
    ]
    assert told[0][1:] == (
        "nobody is operating for tanks in the whole week",
        "整周无人担任 tanks 的 operating",
    )


def test_nights_without_an_operator_are_one_gap_with_its_hours(warn):
    told = warn(change(PEOPLE, NIGHT, ""))
    assert told[0] == (
        "escalation.steps[0].to[0]",
        "nobody is operator for chlorine tanks 84 h of the week, first Mon 20:00 to Tue 08:00",
        "一周中有 84 小时（首次：周一 20:00 至周二 08:00）无人担任 chlorine tanks 的 operator",
    )


def test_a_gap_shorter_than_half_an_hour_is_found(warn):
    told = warn(change(PEOPLE, 'start = "20:00"', 'start = "20:10"'))
    assert "1.16667 h of the week, first Mon 20:00 to Mon 20:10" in told[0][1]


def test_hazards_whose_duties_differ_are_told_apart(warn):
    park = change(PEOPLE, 'to = ["principal"]', 'to = ["park"]')
    told = [one for one in warn(park) if "nobody is park" in one[1]]
    assert len(told) == 2
    assert "for tanks in the whole week" in told[0][1]
    assert "for chlorine 120 h of the week, first Tue 00:00 to Fri 00:00" in told[1][1]


def test_turns_that_begin_later_are_told_for_the_days_before(warn):
    told = warn(PEOPLE.replace("begins = 2026-01-05", "begins = 2026-11-24"))
    assert "20 h of the week, first Mon 12:00 to Tue 08:00" in told[0][1]


def test_plant_check_prints_it(warn, tmp_path, capsys):
    warn(change(PEOPLE, NIGHT, ""))
    assert print_check(tmp_path, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "warning: plant.toml" in printed
    assert "escalation.steps[0].to[0]: nobody is operator" in printed


def test_the_demonstration_park_is_staffed_around_the_clock():
    now = round(MONDAY_NOON.timestamp() * 1000)
    checked = check_plant(
        PARKS / "taixing", [lambda plant, draft: advise_rosters(plant, draft, now)]
    )
    assert checked.warnings == []
    assert {one.addresses["sms"][0] for one in checked.plant.persons} == {"8"}
