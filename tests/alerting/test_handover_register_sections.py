"""What other registers hand over: records that wait for somebody, and stops that are not over."""

from dataclasses import replace

import pytest

from alerting.filed_stops.stop import FiledStop, Scope, StopState
from alerting.handover_register_sections import lay_out_handling, lay_out_stops
from plant.condition import Priority
from tests.alerting.filed_stops.works import HOUR, NOW, wish
from tests.alerting.handling_sample import FALSE, SIGN, do, follow, raised, returned
from tests.alerting.handover_park import make_facts, make_house

SIGN_LIMIT = follow(raised()).limits_ms["sign"]


@pytest.fixture(scope="module")
def facts():
    return make_facts(make_house())


def tell(section):
    return [[(cell.zh, cell.at) for cell in line.cells] for line in section.lines]


def test_an_open_record_says_what_it_waits_for_on_whom_and_until_when(facts):
    record = follow(raised())
    due = record.since + SIGN_LIMIT
    section = lay_out_handling(replace(facts, at=due, handling=[record]))
    (line,) = tell(section)
    assert [zh for zh, _ in line[:2]] == ["高", "E1.LT-101 高高限报警"]
    assert line[3:] == [("签收", None), ("企业", None), ("", record.opened_at), ("", due)]
    (late,) = tell(lay_out_handling(replace(facts, at=due + 1, handling=[record])))
    assert late[-1] == ("已超时", due)


def test_what_is_settled_waits_for_the_parks_closing(facts):
    record = do(follow(raised(), returned()), SIGN, FALSE)
    (line,) = tell(lay_out_handling(replace(facts, at=record.since, handling=[record])))
    assert [zh for zh, _ in line[3:5]] == ["销警", "园区"]


def test_the_most_urgent_record_and_then_the_oldest_comes_first(facts):
    record = follow(raised())
    later = replace(record, id=3, opened_at=record.opened_at + 1)
    critical = replace(record, id=2, priority=Priority.CRITICAL, opened_at=9_999)
    section = lay_out_handling(replace(facts, handling=[later, record, critical]))
    order = [line.cells[5].at for line in section.lines]
    assert order == [9_999, record.opened_at, later.opened_at]


def test_stops_in_force_come_first_with_what_they_cover_and_their_end(facts):
    asked = wish(scope=Scope(tags=tuple(f"T{n}" for n in range(10))), work_order="W-1")
    stops = [
        FiledStop("S1", asked, StopState.REQUESTED, 1, "甲方", NOW),
        FiledStop("S2", wish(lasts=HOUR), StopState.IN_FORCE, 3, "甲方", NOW),
    ]
    first, second = tell(lay_out_stops(replace(facts, stops=stops)))
    assert [zh for zh, _ in first[:3]] == ["S2", "生效中", "检修"]
    assert first[-2:] == [("", NOW), ("", NOW + HOUR)]
    assert second[1][0] == "待审批"
    assert second[3][0] == "T0 T1 T2 T3 T4 T5 T6 T7 等 10 项"
