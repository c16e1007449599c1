"""The desk of the handovers: what it writes on which thread, and what it says of a journal away."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from alerting.handover import Act, Deed
from alerting.journal import Journal
from alerting.kpi.terms import Period
from dashboard_api.ports import UnavailableError
from hazardwatch.handover_desk import LiveHandovers
from tests.alerting.handover_park import make_staffed_plant
from tests.alerting.handover_sample import DAY, make_content

PLANT = make_staffed_plant()


@pytest.fixture
def writer():
    with ThreadPoolExecutor(1, thread_name_prefix="recorder") as writer:
        yield writer


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    yield journal
    journal.close()


async def test_it_writes_on_the_recorder_s_thread_and_reads_beside_it(journal, writer, monkeypatch):
    threads = {"reading": set(), "writing": set()}
    for name, seen in threads.items():
        real = getattr(journal, name)

        def watch(book, real=real, seen=seen):
            seen.add(threading.current_thread().name.partition("_")[0])
            return real(book)

        monkeypatch.setattr(journal, name, watch)
    desk = LiveHandovers(journal, writer)
    await desk.draft(DAY, make_content(), "wang", None)
    wish = Act(turn=DAY.id, deed=Deed.HANDED_OVER, actor="wang", version=1)
    answer = await desk.act(wish, DAY.period.end)
    assert await desk.get(DAY.id) == answer.record
    assert await desk.get_content(DAY.id, 1) == make_content()
    assert await desk.list_recent(5, None) == [answer.record]
    assert threads["writing"] == {"recorder"}
    assert "recorder" not in threads["reading"]


async def test_a_journal_that_is_away_is_said_to_be(tmp_path, writer):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    journal.close()
    (tmp_path / "journal.sqlite").unlink()
    (tmp_path / "journal.sqlite").mkdir()
    desk = LiveHandovers(journal, writer)
    wish = Act(turn=DAY.id, deed=Deed.NOTED, actor="wang", words="x")
    for call in (
        desk.read_shift(Period(1, 2), 0),
        desk.draft(DAY, make_content(), "wang", None),
        desk.act(wish, 1),
        desk.get(DAY.id),
        desk.get_content(DAY.id, 1),
        desk.list_recent(1, None),
        desk.list_missing(PLANT, 0, 1, 1),
    ):
        with pytest.raises(UnavailableError):
            await call
