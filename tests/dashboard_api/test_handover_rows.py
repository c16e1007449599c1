"""Handovers on the wire: shapes as the schema says, names as they were frozen."""

import json
from dataclasses import replace

import msgspec
from jsonschema import Draft202012Validator

from alerting.handover_acts import draft, fold
from alerting.handover_shifts import Missing
from dashboard_api.handover_rows import handover_row, line_row, missing_row
from dashboard_api.handover_wire import HandoverLine, HandoverRow, MissingHandover
from plant.wording import Words
from tests.alerting.handover_park import HOUR, make_staffed_plant
from tests.alerting.handover_sample import DAY, make_content
from tests.dashboard_api.handover_sample import WHOLE, make_night, make_row

PLANT = make_staffed_plant()


def keep_to(kind, row):
    body = json.loads(msgspec.json.encode(row))
    Draft202012Validator(msgspec.json.schema(kind)).validate(body)
    return body


def begin():
    return fold(None, draft(DAY, make_content(), "wang", None, None))


def test_a_whole_handover_keeps_to_its_schema():
    body = keep_to(HandoverRow, make_row(*WHOLE, facts=make_night()))
    assert (body["stage"], body["version"], body["lacks"]) == ("sealed", 7, "")
    assert body["outgoing"] == {"by": "王操作", "at": body["outgoing"]["at"], "edition": 1}
    assert [one["kind"] for one in body["said"]] == ["noted", "noted", "asked", "answered"]


def test_a_line_has_the_plant_s_name_of_the_shift_and_when_it_is_due():
    body = keep_to(HandoverLine, line_row(begin(), PLANT))
    assert (body["name"]["en"], body["due"]) == ("Day shift", DAY.period.end + HOUR // 2)
    assert (body["drafted"]["by"], body["outgoing"], body["lacks"]) == ("wang", None, "outgoing")


def test_a_page_keeps_the_name_that_its_shift_had():
    content = replace(make_content(), shift=Words("早班", "Early shift"))
    assert handover_row(begin(), content, 1).name.zh == "早班"


def test_what_is_missing_keeps_to_its_schema():
    body = keep_to(MissingHandover, missing_row(Missing(DAY, 9, "incoming"), PLANT))
    assert (body["id"], body["due"], body["lacks"]) == (DAY.id, 9, "incoming")
