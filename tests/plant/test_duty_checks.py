"""What is refused about people: each mistake once, at its line, in both languages."""

import pytest

from tests.plant.conftest import PLANT_TOML
from tests.plant.shift_plan import PEOPLE
from tests.plant.tank_farm import change

BROKEN = [
    ('id = "li"', 'id = "wang"', "person.id", "wang already names the person"),
    ('id = "night"', 'id = "day"', "shift.id", "day already names the shift"),
    ('language = "en"', 'language = "fr"', "person.language", "'fr' is none of: zh en"),
    ('sms = "8102"', "sms = 8102", "person.addresses.sms", "must be a text"),
    ('sms = "8102"', 'sms = " "', "person.addresses.sms", "must not be empty"),
    ('"08:00"\nend = "20:00"', '"8:00"\nend = "20:00"', "shift.start", 'such as "08:00"'),
    ('"08:00"\nend = "20:00"', '08:00:00\nend = "20:00"', "shift.start", 'such as "08:00"'),
    ('end = "20:00"', 'end = "24:01"', "shift.end", "not '24:01'"),
    ('[["wang"], ["li"]]', '[["wang"], ["lo"]]', "duty.persons[1][0]", "there is no person lo"),
    ('["wang", "li"]', '["lo"]', "duty.persons[0]", "there is no person lo"),
    ('["wang", "li"]', "[]", "duty.persons", "must not be empty"),
    ('[["wang"], ["li"]]', '[["wang"], []]', "duty.persons[1]", "must not be empty"),
    ('[["wang"], ["li"]]', '[["wang"], "li"]', "duty.persons[0]", "must be a text"),
    ('shift = "night"', 'shift = "late"', "duty.shift", "there is no shift late"),
    ('hazards = ["chlorine"]\ndays', 'hazards = ["x"]\ndays', "duty.hazards[0]", "no hazard x"),
    ('"mon", "fri"', '"mon", "Fri"', "duty.days[2]", "'Fri' is none of: mon tue"),
    ("begins = 2026-01-05\n", "", "duty.begins", "from which day on"),
    ("begins = 2026-01-05", 'begins = "2026-01-05"', "duty.begins", "without quotes"),
    ("begins = 2026-01-05", "begins = 2026-01-05T08:00:00", "duty.begins", "must be a date"),
    ("ends = 2030", "begins = 2031-01-01\nends = 2030", "duty.ends", "is before 2031-01-01"),
    ('"high", "critical"', '"high", "grave"', "escalation.priorities[1]", "'grave' is none of"),
    ('to = ["operator"]', 'to = ["operater"]', "escalation.steps[0].to[0]", "ever operater"),
    ("after_s = 1800", "after_s = 60", "escalation.steps[3].after_s", "before the 120 of"),
    ("after_s = 1800, ", "", "escalation.steps[3].after_s", "is missing"),
    ('via = ["voice", "sms"]', "via = []", "escalation.steps[1].via", "must not be empty"),
    ("after_s = 0, to", "after = 0, after_s = 0, to", "escalation.steps[0].after", "after_s"),
    ('source = "PT-101"', 'source = "PT-9"', "cause.source", "no tag or voting"),
    ('source = "PT-101"', 'source = "TT-201"', "cause.condition", "TT-201 has no hh"),
    ('equipment = ["T-201"]', 'equipment = ["T-9"]', "cause.affects.equipment[0]", "T-9"),
    ('tags = ["TT-201"]', 'tags = ["TT-9"]', "cause.affects.tags[0]", "no tag TT-9"),
    ("window_min = 10.5", "window_min = 0", "cause.window_min", "must be > 0"),
]


@pytest.mark.parametrize(("old", "new", "key", "text"), BROKEN)
def test_one_mistake_is_one_complaint(check, old, new, key, text):
    toml = PLANT_TOML + change(PEOPLE, old, new)
    complaints = check(toml).complaints
    found = [one for one in complaints if one.key == key and text in one.text]
    assert len(found) == 1, complaints
    assert found[0].text_zh != found[0].text
    assert found[0].line > PLANT_TOML.count("\n")
    refused_ids = {"person.id", "shift.id"}
    assert len(complaints) == 1 or key in refused_ids, complaints


def test_a_cause_that_affects_nothing_is_refused(check):
    toml = PEOPLE.replace('hazards = ["chlorine"], equipment = ["T-201"], tags = ["TT-201"]', "")
    assert [one.key for one in check(PLANT_TOML + toml).complaints] == ["cause.affects"]


def test_steps_at_one_instant_and_a_deputy_of_a_responsible_person_are_fine(check):
    deputy = '[[duty]]\nrole = "operating"\npersons = ["wang"]\n'
    assert check(PLANT_TOML + PEOPLE + deputy).complaints == []


def test_all_mistakes_come_at_once_each_at_its_line(check):
    toml = PEOPLE.replace("after_s = 1800", "after_s = 1").replace('"08:00"', '"8"')
    complaints = check(PLANT_TOML + toml).complaints
    assert [one.key for one in complaints] == [
        "shift.start",
        "shift.end",
        "escalation.steps[3].after_s",
    ]
    lines = (PLANT_TOML + toml).splitlines()
    assert "after_s = 1," in lines[complaints[-1].line - 1]
