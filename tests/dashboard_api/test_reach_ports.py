"""The smaller house: arrays cut to their tags, commands sorted out, what is the site's refused."""

from dataclasses import replace

import numpy as np
import pytest

from alerting.alarm import Command, CommandKind, Outcome
from alerting.kpi.groups import By
from alerting.kpi.terms import DAY_MS, Period
from dashboard_api.ports import JournalQuery, KpiOrder
from dashboard_api.reach import BeyondReachError, Reaches, make_reach
from dashboard_api.reach_ports import cut_bringers, narrow_ports, narrow_shown
from tests.dashboard_api.house import NOON, House, make_plant


@pytest.fixture
def house():
    house = House()
    for alarm in ("T1:HH", "液位LT-9:HH", "T2:H"):
        house.judge(alarm)
    return house


@pytest.fixture
def inside(house):
    """The ports of who is at the second district, where one tag is, the last."""
    reach = make_reach(house.plant, "D2")
    return narrow_ports(house.ports, reach, narrow_shown(house.hub.alarms, reach))


def test_the_boards_columns_are_those_of_the_tags_within(house, inside):
    house.read_in("T1", 1.0)
    house.read_in("液位LT-9", 9.0)
    assert [tag.id for tag in inside.plant().tags] == ["液位LT-9"]
    assert inside.board().value.tolist() == [9.0]
    assert inside.board().stale.shape == (1,)


@pytest.mark.parametrize(
    ("place", "bringers", "cut"),
    [
        ("D2", [0, 0, 0, 1], [0]),
        ("D2", [0, 0, 0, 0], [-1]),
        ("D1", [-1, 0, 1, 0], [-1, 0, -1]),
        ("C", [-1, 0, 1, 0], [-1, 0, 1, 0]),
    ],
)
def test_bringers_are_rows_of_the_gateways_within(place, bringers, cut):
    reach = make_reach(make_plant(), place)
    assert cut_bringers(np.array(bringers, dtype=np.int16), reach).tolist() == cut


async def test_each_command_gets_its_own_answer_and_a_foreign_one_none(inside, house):
    alarms = ("T1:HH", "液位LT-9:HH", "T2:H", "never:HH", "液位LT-9:HH")
    commands = [Command(CommandKind.COMMENT, alarm, "op", f"{n}") for n, alarm in enumerate(alarms)]
    answers = await inside.alarms.command(commands)
    done, unknown = Outcome.DONE, Outcome.UNKNOWN
    assert [one.outcome for one in answers] == [unknown, done, unknown, unknown, done]
    assert house.commands_seen == 2
    assert await inside.alarms.command(commands[:1]) == answers[:1]
    assert house.commands_seen == 2, "nothing of it reached the desk"


async def test_the_journal_is_that_of_the_alarms_within(inside):
    assert [entry.alarm for entry in await inside.journal.read(JournalQuery(9))] == ["液位LT-9:HH"]
    foreign = JournalQuery(9, alarms=frozenset({"T1:HH"}))
    assert await inside.journal.read(foreign) == []
    order = KpiOrder(Period(NOON - DAY_MS, NOON + DAY_MS), By.HAZARD, inside.plant(), {})
    report = await inside.journal.report(order)
    assert report.total.annunciated == 1
    assert [group.key for group in report.groups] == ["H2"]


def test_rules_and_alarms_within(inside):
    assert {rule.source for rule in inside.rules()} >= {"液位LT-9"}
    assert not {rule.source for rule in inside.rules()} & {"T1", "T2", "T3", "G1", "journal"}
    assert inside.alarms.get("T1:HH") is None
    assert inside.alarms.get("液位LT-9:HH") is not None


def test_what_is_the_whole_sites_is_refused(inside):
    with pytest.raises(BeyondReachError, match="handovers"):
        inside.handovers.get("x")
    with pytest.raises(BeyondReachError):
        inside.gateways.ledger("G1")


def test_alarms_as_shown_follow_what_happens(house):
    shown = narrow_shown(house.hub.alarms, make_reach(house.plant, "D1"))
    assert list(shown.standing) == ["T1:HH", "T2:H"]
    house.judge("T3:H")
    assert (len(shown.standing), "T3:H" in shown.known, "液位LT-9:HH" in shown.known) == (
        3, True, False,
    )  # fmt: skip
    assert shown.flood is None


def test_a_reach_is_made_once_for_each_plant(house):
    reaches = Reaches(lambda: house.plant)
    first = reaches.find("D1")
    assert reaches.find("D1") is first
    house.plant = replace(house.plant, enterprises=house.plant.enterprises[1:])
    assert reaches.find("D1").enterprises == frozenset()
