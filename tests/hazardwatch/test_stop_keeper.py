"""The keeper of filed stops: durable first, the clock, a store that is away, restarts."""

import asyncio

import pytest
from sqlalchemy import select

from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.stop import Scope, StopAction, StopCommand, StopState
from alerting.filed_stops.store import append_entries, read_entries
from alerting.filed_stops.wishes import Objection
from alerting.journal import Journal, JournalUnavailableError
from alerting.kpi.terms import Period
from alerting.online_rate.watch_record import BEAT_MS, WATCH_SPAN, WATCHED_TAG
from dashboard_api.ports import TooManyEntriesError, UnavailableError
from hazardwatch import stop_keeper
from hazardwatch.stop_keeper import StopKeeper
from tests.alerting.filed_stops.works import HOUR, wish
from tests.dashboard_api.house import NOON
from tests.dashboard_api.stop_office import make_cores, open_office

WISH = wish(enterprise="E1", scope=Scope(tags=("T1",)), start=NOON)


@pytest.fixture
def office(tmp_path):
    with open_office(tmp_path) as parts:
        yield parts


@pytest.fixture
def house(office):
    return office[0]


@pytest.fixture
def keeper(office):
    return office[1]


def command(action, stop="S1", actor="李"):
    return StopCommand(StopAction(action), stop, actor, "已核对", may_decide=True)


def held(house):
    return sorted(alarm.id for alarm in house.live.standing() if alarm.held)


async def test_a_stop_is_in_force_only_once_it_is_durable(house, keeper, monkeypatch):
    await keeper.request(WISH, "张")

    def fail(*_):
        raise JournalUnavailableError("away")

    with monkeypatch.context() as patch:
        patch.setattr(stop_keeper, "append_entries", fail)
        with pytest.raises(UnavailableError, match="away"):
            await keeper.act(command("approve"))
    keeper.settle(house.cores, [], NOON)
    assert held(house) == []
    assert (await keeper.act(command("approve"))).state is StopState.IN_FORCE
    keeper.settle(house.cores, [], NOON)
    assert held(house) == ["T1:bad_quality", "T1:stale"]


async def test_a_commit_whose_answer_was_lost_is_found_again(keeper, monkeypatch):
    await keeper.request(WISH, "张")

    def lose(connection, entries):
        append_entries(connection, entries)
        connection.commit()
        raise JournalUnavailableError("the answer was lost")

    with monkeypatch.context() as patch:
        patch.setattr(stop_keeper, "append_entries", lose)
        with pytest.raises(UnavailableError):
            await keeper.act(command("approve"))
    assert keeper.get("S1").state is StopState.REQUESTED
    assert await keeper.act(command("approve")) is StopRefusal.ALREADY_DECIDED
    assert keeper.get("S1").state is StopState.IN_FORCE


async def test_who_asked_may_go_away_and_it_is_done_all_the_same(keeper):
    asking = asyncio.ensure_future(keeper.request(WISH, "张"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await keeper.pass_time()
    with keeper.journal.reading() as connection:
        kept = read_entries(connection)
    assert [stop.id for stop in keeper.list_all()] == [entry.stop for entry in kept]


async def test_a_wish_against_the_rules_is_not_kept(keeper):
    answer = await keeper.request(wish(enterprise="E2", scope=WISH.scope), "张")
    assert isinstance(answer, Objection)
    assert keeper.list_all() == []


async def test_the_clock_begins_and_ends_a_stop(house, keeper):
    later = wish(enterprise="E1", scope=WISH.scope, start=NOON + HOUR, lasts=HOUR)
    await keeper.request(later, "张")
    await keeper.act(command("approve"))
    for hours, state, count in ((0, "approved", 0), (1, "in_force", 2), (2, "ended", 0)):
        house.time = NOON + hours * HOUR
        await keeper.pass_time()
        house.live.pass_time(house.time)
        keeper.settle(house.cores, [], house.time)
        assert (keeper.get("S1").state, len(held(house))) == (state, count)


async def test_another_keeper_over_the_same_database_knows_all_of_it(house, keeper):
    await keeper.request(WISH, "张")
    await keeper.act(command("approve"))
    again = StopKeeper(keeper.journal, keeper.writer, keeper.in_force, keeper.now)
    assert again.list_all() == keeper.list_all()
    again.settle(house.cores, [], NOON)
    assert held(house) == ["T1:bad_quality", "T1:stale"]


async def test_after_a_reload_the_stops_cover_the_plant_of_then(house, keeper):
    noted = []
    keeper.note = noted.append
    await keeper.request(WISH, "张")
    await keeper.act(command("approve"))
    keeper.settle(house.cores, [], NOON)
    keeper.settle(house.cores, [], NOON)
    assert len(noted) == 1
    house.bank = type(house.bank)(house.plant)
    house.cores = make_cores(house, house.plant)
    keeper.settle(house.cores, [], NOON)
    assert len(noted) == 2
    assert noted[-1]["T1:HH"] == ("S1",)


async def test_the_watch_record_grows_by_beats_and_after_a_failure_begins_anew(
    house, keeper, monkeypatch
):
    for minute in range(3):
        house.time = NOON + minute * BEAT_MS
        await keeper.pass_time()
        await keeper.pass_time()  # nothing is due
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "writing", lambda _: (_ for _ in ()).throw(JournalUnavailableError))
        house.time += BEAT_MS
        with pytest.raises(UnavailableError):
            await keeper.pass_time()
    house.time += BEAT_MS
    await keeper.pass_time()
    with keeper.journal.reading() as connection:
        spans = connection.execute(select(WATCH_SPAN).order_by(WATCH_SPAN.c.began)).all()
        tags = connection.execute(select(WATCHED_TAG.c.tag)).scalars().all()
    assert [(row.began - NOON, row.until - NOON) for row in spans] == [
        (0, 2 * BEAT_MS),
        (4 * BEAT_MS, 4 * BEAT_MS),
    ]
    assert sorted(tags) == ["T1", "T2", "T3", "液位LT-9"]


async def test_a_report_is_counted_in_another_process(house, keeper):
    for minute in range(3):
        await keeper.beat(NOON + minute * BEAT_MS)
    report = await keeper.report(Period(NOON, NOON + 10 * BEAT_MS))
    assert (report.listened, report.total.rate) == (2 * BEAT_MS, 100.0)


async def test_a_report_of_too_much_is_refused(keeper, monkeypatch):
    monkeypatch.setattr(stop_keeper, "MOST_ENTRIES_REPORTED", -1)
    with pytest.raises(TooManyEntriesError):
        await keeper.report(Period(NOON, NOON + 1))


async def test_the_keeper_goes_on_when_the_store_is_away(keeper, monkeypatch):
    calls = []

    async def fail(_self):
        calls.append(1)
        raise UnavailableError("away")

    monkeypatch.setattr(StopKeeper, "pass_time", fail)
    monkeypatch.setattr(stop_keeper, "LOOK_S", 0)
    running = asyncio.create_task(keeper.run())
    while len(calls) < 2:
        await asyncio.sleep(0)
    running.cancel()
