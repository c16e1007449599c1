"""Rows from records, where the routes' tests do not look."""

from dataclasses import replace

import numpy as np
import pytest

from alerting.alarm import Held, State
from dashboard_api.plant_rows import tag_listing
from dashboard_api.rows import (
    alarm_row,
    dead_letter_row,
    hazard_rows,
    journal_row,
    name_quality,
    place_tags,
    tag_rows,
)
from plant.condition import Condition
from plant.quality import BAD, GOOD_LOCAL_OVERRIDE, UNCERTAIN_SIMULATED
from plant.rationalisation import Rationalisation, Severity
from tests.dashboard_api.schema import check


def to_json(row):
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(row))


def test_every_state_and_every_hold_of_an_alarm_keeps_to_the_schema(house):
    ((_, alarm),) = house.judge("T1:HH")
    for state in State:
        for held in (None, *Held):
            shaped = replace(alarm, state=state, held=held, value=None, limit=None)
            check("AlarmRow", to_json(alarm_row(shaped, house.plant)))


def test_an_alarm_whose_tag_has_left_the_plant_still_has_a_row(house):
    ((_, alarm),) = house.judge("T1:HH")
    orphan = replace(alarm, id="GONE:HH", source="GONE", hazard="")
    row = to_json(alarm_row(orphan, house.plant))
    check("AlarmRow", row)
    assert "GONE" in row["message"]["zh"]


def test_a_limit_says_what_to_do_and_whose_it_is_and_stale_data_says_nothing_of_it(house):
    ((_, alarm),) = house.judge("T1:HH")
    row = house.plant.row_of["T1"]
    told = replace(house.plant.tags[row], action="停止进料", action_en="")
    plant = replace(house.plant, tags=(*house.plant.tags[:row], told, *house.plant.tags[row + 1 :]))
    shown = alarm_row(alarm, plant)
    assert shown.enterprise == told.enterprise
    assert (shown.action.zh, shown.action.en) == ("停止进料", "停止进料")
    assert alarm_row(replace(alarm, condition=Condition.STALE), plant).action is None


def test_an_alarm_carries_its_record_and_until_when_it_wants_a_response(house):
    ((_, alarm),) = house.judge("T1:HH")
    record = Rationalisation(
        cause="堵塞",
        consequence="溢流",
        consequence_en="Overflow",
        action="停泵；核对",
        severity=Severity.SEVERE,
        respond_within_min=2.5,
        drawing_en="P&ID 1",
    )
    row = house.plant.row_of["T1"]
    told = replace(house.plant.tags[row], records={Condition.HH: record})
    plant = replace(house.plant, tags=(*house.plant.tags[:row], told, *house.plant.tags[row + 1 :]))
    shown = to_json(alarm_row(alarm, plant))
    check("AlarmRow", shown)
    assert shown["respond_by"] == alarm.raised_at + 150_000
    assert (shown["severity"], shown["respond_within_min"]) == ("severe", 2.5)
    assert shown["cause"] == {"zh": "堵塞", "en": "堵塞"}
    assert shown["consequence"] == {"zh": "溢流", "en": "Overflow"}
    assert shown["drawing"] == {"zh": "P&ID 1", "en": "P&ID 1"}
    assert shown["procedure"] is None
    (now,) = tag_rows(plant, house.bank.board, np.array([row]))
    listed = {limit.condition: limit.rationalisation for limit in tag_listing(told, now).limits}
    assert to_json(listed.pop(Condition.HH))["action"]["zh"] == "停泵；核对"
    assert set(listed.values()) == {None}


def test_a_gateway_and_the_platform_have_records_too(house):
    ((_, alarm),) = house.judge("T1:HH")
    gateway = house.plant.gateways[0]
    call = {Condition.GATEWAY_LOST: Rationalisation(action="打电话", respond_within_min=10)}
    report = {"journal": {Condition.SYSTEM: Rationalisation(action="通知维护")}}
    plant = replace(
        house.plant,
        gateways=(replace(gateway, records=call), *house.plant.gateways[1:]),
        platform=report,
    )
    lost = replace(alarm, source=gateway.id, condition=Condition.GATEWAY_LOST, raised_at=None)
    shown = alarm_row(lost, plant)
    assert (shown.action.zh, shown.respond_by) == ("打电话", None)
    own = replace(alarm, source="journal", condition=Condition.SYSTEM)
    assert alarm_row(own, plant).action.zh == "通知维护"


def test_a_gateways_alarm_is_its_enterprises_and_the_platforms_own_is_nobodys(house):
    ((_, alarm),) = house.judge("T1:HH")
    gateway = house.plant.gateways[0]
    lost = replace(alarm, source=gateway.id, condition=Condition.GATEWAY_LOST)
    assert alarm_row(lost, house.plant).enterprise == gateway.enterprise
    own = replace(alarm, source="journal", condition=Condition.SYSTEM)
    assert alarm_row(own, house.plant).enterprise == ""


def test_held_alarms_are_counted_apart_and_alarms_without_a_hazard_nowhere(house):
    ((_, one),) = house.judge("T1:HH")
    ((_, other),) = house.judge("T2:HH")
    alarms = [replace(one, held=Held.SHELVED), other, replace(other, hazard="")]
    place = place_tags(house.plant)
    first, _ = hazard_rows(house.plant, house.bank.board, place, alarms)
    assert (first.held, first.unacknowledged, first.counts.high, first.worst) == (1, 1, 1, "high")


def test_a_journal_row_splits_the_id_at_its_condition(house):
    ((entry, _),) = house.judge("液位LT-9:HH")
    row = journal_row(entry)
    assert (row.source, row.condition) == ("液位LT-9", Condition.HH)
    check("JournalRow", to_json(row))


def test_a_payload_of_many_bytes_a_character_is_cut_to_whole_characters(house):
    house.refuse("液".encode() * 10_000)
    row = dead_letter_row(1, house.letters[0])
    assert row.payload == "液" * 4096


@pytest.mark.parametrize(
    ("status", "word"),
    [(0, "good"), (GOOD_LOCAL_OVERRIDE, "good"), (UNCERTAIN_SIMULATED, "uncertain"), (BAD, "bad")],
)
def test_a_status_code_is_called_by_its_severity(status, word):
    assert name_quality(status) == word
