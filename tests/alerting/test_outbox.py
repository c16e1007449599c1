"""The outbox: each notice once, kept until it is settled, and told apart by its call."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from alerting.delivery import Delivery
from alerting.notice import Fate
from alerting.outbox import OUTBOX, Outbox
from plant.condition import Priority
from tests.alerting.test_delivery import LASTING, NOTICE, PASSING, try_all


@pytest.fixture
def outbox(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'outbox.db'}")
    OUTBOX.create(engine)
    with engine.connect() as connection:
        yield Outbox(connection)
    engine.dispose()


def make(number, **fields):
    return replace(NOTICE, key=f"n{number}", due=number, **fields)


def pending(outbox, now=10**9):
    return [one.notice.key for one in outbox.list_pending(now, 99)]


def test_a_notice_comes_back_as_it_was(outbox):
    outbox.put([NOTICE, replace(NOTICE, key="二", alarms=("A:H", "B:H"), via=())])
    assert [one.notice for one in outbox.list_pending(0, 99)] == [
        NOTICE,
        replace(NOTICE, key="二", alarms=("A:H", "B:H"), via=()),
    ]


def test_the_same_key_twice_is_once_and_what_was_settled_stays_so(outbox):
    outbox.put([NOTICE])
    outbox.settle([replace(Delivery(NOTICE), fate=Fate.SENT, settled_at=5)])
    outbox.put([NOTICE, make(1)])
    assert pending(outbox) == ["n1"]
    assert [one.fate for one in outbox.list_of("E1.LT-101:HH", NOTICE.hazard, 9)] == [
        Fate.SENT,
        Fate.PENDING,
    ]


def test_the_critical_come_first_and_then_the_oldest(outbox):
    outbox.put([make(3), make(1), make(2, priority=Priority.CRITICAL)])
    assert pending(outbox) == ["n2", "n1", "n3"]
    assert [one.notice.key for one in outbox.list_pending(0, 2)] == ["n2", "n1"]


def test_how_far_a_delivery_has_come_is_kept_and_it_waits_for_its_time(outbox):
    outbox.put([NOTICE])
    after = try_all(Delivery(NOTICE), LASTING, PASSING)
    outbox.settle([after])
    assert outbox.list_pending(after.next_at - 1, 9) == []
    assert outbox.list_pending(after.next_at, 9) == [after]


def test_an_ended_call_ends_what_tells_of_it_alone(outbox):
    other = make(2, called_at=9)
    together = make(3, alarms=("E1.LT-101:HH", "B:H"))
    outbox.put([NOTICE, other, together])
    outbox.supersede([("E1.LT-101:HH", 1_000)], 7)
    assert pending(outbox) == ["n2", "n3"]
    assert outbox.list_calls() == {("E1.LT-101:HH", 9), ("E1.LT-101:HH", 1_000)}


@pytest.mark.parametrize(("came", "stands"), [(Fate.FAILED, Fate.SUPERSEDED), (Fate.SENT,) * 2])
def test_who_was_told_after_the_call_had_ended_is_known_to_have_been_told(outbox, came, stands):
    outbox.put([NOTICE])
    outbox.supersede([("E1.LT-101:HH", 1_000)], 7)
    outbox.settle([replace(Delivery(NOTICE), fate=came, settled_at=8)])
    (told,) = outbox.list_of("E1.LT-101:HH", NOTICE.hazard, 9)
    assert told.fate is stands


def test_an_alarm_finds_what_tells_of_it_among_others(outbox):
    outbox.put([make(1, alarms=("A:H", "B%:H")), make(2, alarms=("B%:H",)), make(3, hazard="H2")])
    assert [one.notice.key for one in outbox.list_of("B%:H", NOTICE.hazard, 9)] == ["n2", "n1"]
    assert outbox.list_of("BX:H", NOTICE.hazard, 9) == []


def test_how_far_up_each_call_was_told_is_known(outbox):
    outbox.put([make(1), make(2, step=2), make(3, called_at=9, step=1), make(4, alarms=("B:H",))])
    calls = {("E1.LT-101:HH", 1_000), ("E1.LT-101:HH", 9), ("GONE:H", 1)}
    assert outbox.find_told(calls) == {("E1.LT-101:HH", 1_000): 2, ("E1.LT-101:HH", 9): 1}
    assert outbox.find_told(set()) == {}


def test_only_what_was_settled_is_forgotten(outbox):
    outbox.put([make(1), make(2)])
    outbox.settle([replace(Delivery(make(1)), fate=Fate.FAILED, settled_at=5)])
    outbox.forget(6)
    assert pending(outbox) == ["n2"]
    assert [one.notice.key for one in outbox.list_of("E1.LT-101:HH", NOTICE.hazard, 9)] == ["n2"]
