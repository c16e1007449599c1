"""The online rate from what a journal's database keeps: alarms, stops, the watch record."""

from datetime import UTC

import numpy as np
import pytest

from alerting.alarm import Event
from alerting.filed_stops.register import Register
from alerting.filed_stops.stop import Scope
from alerting.filed_stops.store import append_entries
from alerting.journal import Journal
from alerting.kpi.terms import Period
from alerting.online_rate.reading import DEAF, read_evidence, report_journal
from alerting.online_rate.watch_record import BEAT_MS, WatchRecord
from tests.alerting.filed_stops.works import NOW, act, pass_time, request, wish
from tests.alerting.online_rate.watch_contract import BY_GUESS, BY_OTHER
from tests.alerting.tiny_park import make_entry

MINUTE = BEAT_MS
PERIOD = Period(NOW, NOW + 10 * MINUTE)


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    yield journal
    journal.close()


def listen(journal, minutes, points=BY_GUESS):
    record = WatchRecord()
    for minute in minutes:
        with journal.writing() as connection:
            record.beat(connection, points, NOW + round(minute * MINUTE))


def happen(journal, alarm, event, minute):
    at = NOW + round(minute * MINUTE)
    journal.append([make_entry(alarm=alarm, event=Event(event), at=at, detected=at)])


def test_everything_that_is_kept_comes_together(journal):
    listen(journal, range(11))
    happen(journal, "A1:stale", "raised", 2)
    happen(journal, "A1:stale", "returned", 4)
    happen(journal, "GA:gateway_lost", "raised", 3)
    happen(journal, "GA:gateway_lost", "returned", 5)
    happen(journal, "A2:H", "raised", 1)  # no loss of data
    register, entries = Register(), []
    take, register.take = register.take, lambda one: (entries.append(one), take(one))[1]
    request(register, wish(scope=Scope(tags=("A3",)), start=NOW, lasts=9 * MINUTE))
    act(register, "S1", "approve")
    pass_time(register, NOW + 9 * MINUTE)
    with journal.writing() as connection:
        append_entries(connection, entries)
    told = report_journal(journal, PERIOD, UTC)
    total = told.total
    assert (total.points, total.watched // MINUTE, total.filed // MINUTE) == (4, 40, 9)
    # A1 2–5 and A2 3–5; A3 was filed
    assert (total.unheard / MINUTE, total.lost / MINUTE) == (5, 4)
    assert total.rate == pytest.approx(100 * (31 - 5) / 31)
    assert [(one.stop.id, one.filed / MINUTE) for one in told.stops] == [("S1", 9)]
    assert report_journal(journal, PERIOD, UTC, frozenset({"乙"})).stops == []


def test_what_stood_before_the_period_stands_in_it(journal):
    listen(journal, range(-3000, 11, 2))
    happen(journal, "B1:stale", "raised", -2900)
    told = report_journal(journal, PERIOD, UTC)
    assert [(one.id, one.tally.rate) for one in told.enterprises] == [("乙", 0.0), ("甲", 100.0)]
    of_one = report_journal(journal, PERIOD, UTC, frozenset({"甲"}))
    assert [(one.id, one.tally.rate) for one in of_one.enterprises] == [("甲", 100.0)]
    assert (of_one.total.points, of_one.total.rate) == (told.total.points - 1, 100.0)


def test_a_limit_that_is_gone_with_its_tag_ends_its_silence(journal):
    listen(journal, range(11))
    happen(journal, "A1:stale", "raised", 2)
    happen(journal, "A1:stale", "removed", 3)
    assert report_journal(journal, PERIOD, UTC).total.unheard == MINUTE


def test_the_platform_s_own_absence_and_deafness_are_left_out(journal):
    listen(journal, range(3))
    listen(journal, range(6, 11))
    happen(journal, "A1:stale", "raised", 1)
    happen(journal, DEAF, "raised", 7)
    happen(journal, DEAF, "returned", 8)
    told = report_journal(journal, PERIOD, UTC)
    assert told.listened / MINUTE == 2 + 1 + 1  # 0–2, 6–7, and from a minute after 8 on
    assert told.total.unheard / MINUTE == 1 + 1 + 1


def test_a_gateway_s_loss_is_that_of_the_tags_that_came_by_it_then(journal):
    listen(journal, range(6))
    listen(journal, range(6, 11), BY_OTHER)
    happen(journal, "GB:gateway_lost", "raised", 1)
    happen(journal, "GB:gateway_lost", "returned", 8)
    told = {
        one.id: one.tally.unheard / MINUTE for one in report_journal(journal, PERIOD, UTC).worst
    }
    assert told == {"B1": 4 + 2, "A1": 2}


def test_an_empty_journal_knows_nothing(journal):
    evidence = read_evidence(journal, PERIOD)
    assert len(evidence.stale) == len(evidence.lost) == len(evidence.watched.since) == 0
    assert evidence.stale.point.dtype == np.intp
    assert report_journal(journal, PERIOD, UTC).total.rate is None
