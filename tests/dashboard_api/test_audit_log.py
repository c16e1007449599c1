"""The audit log of a running platform: nobody hangs on it, and what it loses it says."""

import asyncio
import errno
import sqlite3
import time
from contextlib import closing

import pytest

from dashboard_api import audit_log
from dashboard_api.audit import Act
from dashboard_api.audit_log import LOST, AuditLog
from dashboard_api.audit_store import AuditQuery, AuditStore

T0 = 1_764_000_000_000
ALL = AuditQuery(limit=1000, after=0)


class Room:
    """A disk that is full when a test says so."""

    full = False

    def check(self):
        if self.full:
            raise OSError(errno.ENOSPC, "no room")


def make_act(number, action="ack"):
    return Act(at=T0 + number, actor="op", action=action, object=str(number), outcome="ok")


@pytest.fixture
def room():
    return Room()


@pytest.fixture
async def log(tmp_path, room, monkeypatch):
    monkeypatch.setattr(audit_log, "RETRY_S", 0.02)
    store = AuditStore(f"sqlite:///{tmp_path}/audit.sqlite")
    log = AuditLog(store, lambda: T0, room.check)
    yield log
    await log.close()


def list_objects(log):
    return [entry.act.object for entry in log.store.read(ALL)]


async def test_who_waits_finds_the_row_durable_and_many_at_once_share_commits(log):
    await log.record([make_act(0)])
    assert list_objects(log) == ["0"]
    await asyncio.gather(*(log.record([make_act(number)]) for number in range(1, 300)))
    assert list_objects(log) == [str(number) for number in range(300)]
    assert (log.kept, log.waiting, log.trouble) == (300, 0, "")


async def test_while_there_is_no_room_nobody_waits_and_nothing_is_lost(log, room):
    room.full = True
    await log.record([make_act(0)])
    assert "no room" in log.trouble
    begun = time.monotonic()
    for number in range(1, 200):
        await log.record([make_act(number)])
    assert time.monotonic() - begun < audit_log.PATIENCE_S
    assert (log.waiting, log.kept) == (200, 0)
    room.full = False
    async with asyncio.timeout(10):
        while log.waiting:
            await asyncio.sleep(0.01)
    assert list_objects(log) == [str(number) for number in range(200)]
    assert log.trouble == ""
    assert log.store.verify().findings == ()


async def test_beyond_what_memory_holds_rows_are_counted_and_a_row_tells_how_many(
    log, room, monkeypatch
):
    monkeypatch.setattr(audit_log, "MOST_WAITING", 5)
    room.full = True
    for number in range(12):
        await log.record([make_act(number)])
    assert (log.lost, log.waiting) == (7, 5)
    room.full = False
    async with asyncio.timeout(10):
        while log.waiting:
            await asyncio.sleep(0.01)
    *kept, last = log.store.read(ALL)
    assert [entry.act.object for entry in kept] == [str(number) for number in range(5)]
    assert (last.act.action, last.act.times) == (LOST, 7)


async def test_an_answer_waits_half_a_second_at_most_for_a_file_that_another_holds(log, tmp_path):
    await log.record([make_act(0)])
    with closing(sqlite3.connect(tmp_path / "audit.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        await log.record([make_act(1)])
        assert time.monotonic() - begun < audit_log.PATIENCE_S + 0.5
        assert log.trouble
        other.execute("ROLLBACK")
    async with asyncio.timeout(10):
        while log.waiting:
            await asyncio.sleep(0.01)
    assert list_objects(log) == ["0", "1"]


async def test_counted_refusals_are_written_at_an_orderly_end(log):
    refused = Act(at=T0, actor="", action="POST /handovers", outcome="401")
    for _ in range(40):
        await log.record_refusal(refused)
    assert [entry.act.times for entry in log.store.read(ALL)] == [1]
    await log.close()
    assert [entry.act.times for entry in log.store.read(ALL)] == [1, 39]


async def test_what_is_older_than_the_retention_goes(log):
    await log.record([make_act(-1000), make_act(-10)])
    await log.forget(500)
    assert list_objects(log) == ["-10"]
    assert log.store.verify().findings == ()
