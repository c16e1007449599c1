"""The desk of handling records over a journal on disk: what the routes do not show of it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event as Flag

import pytest

from alerting.handling import Attachment, Happening, Step
from alerting.handling_book import HandlingBook
from alerting.handling_cycle import Refusal
from alerting.journal import Journal
from dashboard_api.ports import UnavailableError
from hazardwatch.attachments import Attachments
from hazardwatch.handling_desk import LiveHandlingDesk
from tests.alerting.handling_sample import CLOSE, FALSE, PLANT, SIGN, SITE, park, raised, returned


class Blind:
    """Knows of no condition whether it stands."""

    def knows(self, alarm):
        return False


@pytest.fixture
def writer():
    with ThreadPoolExecutor(1) as writer:
        yield writer


@pytest.fixture
def desk(tmp_path, writer):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    journal.handling = SITE
    journal.append([raised(), returned()])
    yield LiveHandlingDesk(
        journal=journal,
        writer=writer,
        files=Attachments(tmp_path / "attachments"),
        plant=lambda: PLANT,
        bank=Blind,
        now=lambda: 10_000,
    )
    journal.close()


async def test_an_act_is_carried_out_though_nobody_waits_for_it(desk, writer):
    busy = Flag()
    writer.submit(busy.wait)  # a commit that is in hand
    asking = asyncio.create_task(desk.act(SIGN))
    await asyncio.sleep(0)
    asking.cancel()
    busy.set()
    with pytest.raises(asyncio.CancelledError):
        await asking
    writer.submit(lambda: None).result()
    record, entries = await desk.show(1)
    assert (record.step, len(entries)) == (Step.SIGNED, 3)


async def test_a_commit_that_hangs_is_told_and_may_still_take_effect(desk, writer):
    busy = Flag()
    writer.submit(busy.wait)
    with pytest.raises(UnavailableError, match="may still take effect"):
        await replace(desk, patience_s=0.01).act(SIGN)
    busy.set()
    writer.submit(lambda: None).result()
    assert (await desk.show(1))[0].step is Step.SIGNED


async def test_only_closing_asks_whether_the_condition_can_be_judged(desk):
    for act in (SIGN, FALSE):
        assert (await desk.act(act)).objection is None
    assert (await desk.act(CLOSE)).objection is Refusal.CONDITION_UNKNOWN


async def test_what_was_done_names_the_plant_in_force(desk):
    await desk.act(SIGN)
    _, entries = await desk.show(1)
    assert entries[-1].plant_hash == PLANT.hash


async def test_a_file_is_there_before_any_record_tells_of_it(desk):
    sha256 = desk.files.keep(b"picture")
    told = Attachment(sha256, "a.png", "image/png", 7)
    answer = await desk.attach(park(Happening.ATTACHED, detail=told), b"picture")
    assert answer.record.attachments == 1
    assert await desk.fetch(told) == b"picture"


async def test_a_journal_that_is_away_is_unavailable(desk):
    with desk.journal.writing(HandlingBook) as book:
        book.connection.exec_driver_sql("DROP TABLE handling_record")
    for asking in (desk.show(1), desk.act(SIGN), desk.act(CLOSE)):
        with pytest.raises(UnavailableError):
            await asking
