"""What the recorder does when a disk or a database fails: nothing is forgotten, all is said."""

from dataclasses import replace

import numpy as np
import pytest

from alerting.alarm import Entry, Event, State
from alerting.journal import Journal, JournalUnavailableError
from alerting.notice import Fate
from alerting.outbox import Calls, Outbox
from hazardwatch.checkpoint import read_checkpoint
from hazardwatch.recorder import Recorder, Savepoint
from hazardwatch.reserve import SLICE, Reserve
from hazardwatch.tick import Turn
from historian.spool import Spool, SpoolFullError, TickRecord
from ingest.dead_letters import DeadLetters
from ingest.frame import Reason, Refusal
from plant.condition import Priority
from plant.reading import ReadingBatch
from tests.alerting.test_delivery import NOTICE

AT = 1_700_000_000_000


def make_entry(at):
    return Entry(
        alarm="LT-1:HH",
        event=Event.RAISED,
        at=at,
        onset=at,
        state=State.UNACKNOWLEDGED,
        held=None,
        priority=Priority.HIGH,
        value=95.0,
        limit=90.0,
        actor="system",
        reason="",
        version=1,
        plant_hash="h",
        marks=(),
    )


def make_turn(at, *, readings=1, refusals=()):
    batch = ReadingBatch.of([0] * readings, [at] * readings, [95.0] * readings)
    return Turn(at, TickRecord(at, batch, b""), [make_entry(at)], refusals, (), (1,), {})


@pytest.fixture
def recorder(tmp_path):
    recorder = Recorder(
        Spool(tmp_path / "spool", ["LT-1"], []),
        Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}"),
        DeadLetters(tmp_path / "letters.sqlite", ["gw1"]),
        tmp_path / "checkpoint.npz",
        Reserve(tmp_path / "reserve", 0),
        now=lambda: AT,
    )
    yield recorder
    recorder.spool.close()
    recorder.journal.close()
    recorder.dead_letters.close()


def fail(error):
    def act(*_args, **_kwargs):
        raise error

    return act


def test_a_turn_is_durable_in_spool_and_journal(recorder):
    committed = recorder.commit(make_turn(1000))
    assert committed.spooled
    assert [entry.seq for entry in committed.entries] == [1]
    assert committed.journalled_at == AT
    assert [record.now for _, record in recorder.spool.read()] == [1000]
    assert recorder.journal.last_seq == 1


def test_a_journal_that_is_away_keeps_its_entries_waiting_in_order(recorder, monkeypatch):
    append = recorder.journal.append
    monkeypatch.setattr(recorder.journal, "append", fail(JournalUnavailableError("locked")))
    first = recorder.commit(make_turn(1000))
    assert first.spooled
    assert [entry.seq for entry in first.entries] == [0]
    assert first.journalled_at is None
    assert recorder.troubles == {"journal": "locked"}
    monkeypatch.setattr(recorder.journal, "append", append)
    second = recorder.commit(make_turn(2000))
    assert [(entry.at, entry.seq) for entry in second.entries] == [(1000, 1), (2000, 2)]
    assert recorder.troubles == {}
    assert recorder.waiting == []


@pytest.mark.parametrize("error", [SpoolFullError("full"), OSError(28, "No space left")])
def test_a_full_spool_is_counted_and_the_alarm_is_still_journalled(recorder, monkeypatch, error):
    monkeypatch.setattr(recorder.spool, "append", fail(error))
    committed = recorder.commit(make_turn(1000, readings=3))
    assert not committed.spooled
    assert recorder.lost_readings == 3
    assert [entry.seq for entry in committed.entries] == [1]


class FullDisk:
    """A journal's disk that is full until the reserve has given back so many slices."""

    def __init__(self, recorder, slices):
        self.reserve = recorder.reserve = Reserve(recorder.checkpoint_file.parent / "r", 8 * SLICE)
        self.append, self.needed = recorder.journal.append, 8 * SLICE - slices * SLICE
        self.file = recorder.checkpoint_file.parent / "r"

    def __call__(self, entries, calls):
        if self.file.stat().st_size > self.needed:
            error = JournalUnavailableError("database or disk is full")
            error.full = True
            raise error
        return self.append(entries, calls)


@pytest.mark.parametrize("slices", [1, 4])
def test_on_a_full_disk_alarms_are_journalled_from_the_reserve_and_readings_wait(
    recorder, monkeypatch, slices
):
    recorder.clock = iter([0.0, 0.0, 1.0, 9.0, 9.0]).__next__
    disk = FullDisk(recorder, slices)
    monkeypatch.setattr(recorder.journal, "append", disk)
    first = recorder.commit(make_turn(1000))
    assert [entry.seq for entry in first.entries] == [1]
    second = recorder.commit(
        make_turn(2000, refusals=[Refusal(Reason.UNPARSABLE, "gw1", "t", b"", 0)])
    )
    assert ([entry.seq for entry in second.entries], second.spooled) == ([2], False)
    assert {"spool", "dead_letters"} <= recorder.troubles.keys()
    assert recorder.unfinished
    third = recorder.commit(make_turn(3000))
    assert third.spooled
    assert "spool" not in recorder.troubles
    disk.reserve.close()


def test_the_journal_does_not_take_more_of_the_reserve_than_one_commit_can_need(
    recorder, monkeypatch
):
    disk = FullDisk(recorder, 7)
    monkeypatch.setattr(recorder.journal, "append", disk)
    committed = recorder.commit(make_turn(1000))
    assert not committed.journalled
    assert disk.file.stat().st_size == 4 * SLICE
    disk.reserve.close()


def test_a_journal_that_is_merely_locked_takes_nothing_of_the_reserve(recorder, monkeypatch):
    disk = FullDisk(recorder, 0)
    monkeypatch.setattr(recorder.journal, "append", fail(JournalUnavailableError("locked")))
    assert not recorder.commit(make_turn(1000)).journalled
    assert disk.reserve.whole
    disk.reserve.close()


def test_too_little_room_is_a_trouble_before_the_disk_is_full(recorder):
    recorder.low_bytes = recorder.reserve.free * 2
    recorder.commit(make_turn(1000))
    recorder.commit(make_turn(2000))
    assert "MiB free" in recorder.troubles["disk"]
    assert recorder.losses == 0


def test_refusals_are_kept_and_cannot_stop_a_turn(recorder, monkeypatch):
    refusal = Refusal(Reason.UNPARSABLE, "gw1", "t", b"{", 1000)
    recorder.commit(make_turn(1000, refusals=[refusal]))
    assert [letter.reason for letter in recorder.dead_letters.read("gw1")] == [Reason.UNPARSABLE]
    monkeypatch.setattr(recorder.dead_letters, "keep", fail(OSError(28, "No space left")))
    assert recorder.commit(make_turn(2000, refusals=[refusal])).spooled
    assert "dead_letters" in recorder.troubles


def test_a_checkpoint_is_written_only_over_what_is_durable(recorder, monkeypatch):
    save = Savepoint({"a": np.zeros(1)}, {"b": np.zeros(1)}, None)
    recorder.commit(make_turn(1000), save)
    first = read_checkpoint(recorder.checkpoint_file)
    assert first is not None
    assert (first.position, first.journal_seq) == (recorder.spool.position, 1)
    monkeypatch.setattr(recorder.journal, "append", fail(JournalUnavailableError("away")))
    recorder.commit(make_turn(2000), save)
    assert read_checkpoint(recorder.checkpoint_file).position == first.position


def test_a_checkpoint_that_does_not_know_of_a_loss_is_not_written(recorder, monkeypatch):
    monkeypatch.setattr(recorder.spool, "append", fail(SpoolFullError("full")))
    recorder.commit(make_turn(1000))
    monkeypatch.undo()
    ignorant = Savepoint({"a": np.zeros(1)}, {"b": np.zeros(1)}, None)
    recorder.commit(make_turn(2000), ignorant)
    assert read_checkpoint(recorder.checkpoint_file) is None
    recorder.commit(make_turn(3000), replace(ignorant, losses=1))
    assert read_checkpoint(recorder.checkpoint_file) is not None


def test_a_turn_without_a_record_does_not_make_a_failing_spool_well(recorder, monkeypatch):
    monkeypatch.setattr(recorder.spool, "append", fail(SpoolFullError("full")))
    recorder.commit(make_turn(1000))
    recorder.commit(Turn(2000, None, [make_entry(2000)], (), (), (), {}))
    assert recorder.troubles == {"spool": "full"}


def test_whom_people_are_told_of_waits_with_the_entries_and_is_kept_in_their_order(
    recorder, monkeypatch
):
    append = recorder.journal.append
    monkeypatch.setattr(recorder.journal, "append", fail(JournalUnavailableError("away")))
    call = NOTICE.alarms[0], NOTICE.called_at
    assert not recorder.commit(replace(make_turn(1000), calls=Calls([NOTICE], at=1000))).journalled
    assert not recorder.commit(replace(make_turn(2000), calls=Calls((), [call], 2000))).journalled
    monkeypatch.setattr(recorder.journal, "append", append)
    assert len(recorder.commit(make_turn(3000)).entries) == 3
    with recorder.journal.reading(Outbox) as outbox:
        (told,) = outbox.list_of(NOTICE.alarms[0], NOTICE.hazard, 9)
    assert (told.fate, told.settled_at) == (Fate.SUPERSEDED, 2000)
    assert not recorder.unfinished
