"""The state after a restart is the fold of checkpoint, spool and journal, wherever it was cut."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import delete

from alerting.alarm import Command, CommandKind
from alerting.alarms import Alarms
from alerting.journal import Journal
from alerting.journal_tables import SNAPSHOT
from alerting.outbox import Outbox
from hazardwatch.checkpoint import read_checkpoint
from hazardwatch.recall import recall
from hazardwatch.recorder import Recorder, Savepoint
from hazardwatch.reserve import Reserve
from hazardwatch.tick import Cores, run_tick
from historian.spool import Spool
from ingest.dead_letters import DeadLetters
from ingest.frame import Frame
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.staffed import MINUTE, staff

T0 = 1_700_000_000_000


@pytest.fixture
def plant(tmp_path):
    return read_plant(write_plant(tmp_path / "plant"))


@pytest.fixture
def recorder(tmp_path, plant):
    recorder = Recorder(
        Spool(tmp_path / "spool", [t.id for t in plant.tags], [g.id for g in plant.gateways]),
        Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}"),
        DeadLetters(tmp_path / "letters.sqlite", ["gw1", "gw2"]),
        tmp_path / "checkpoint.npz",
        Reserve(tmp_path / "reserve", 0),
    )
    yield recorder
    recorder.spool.close()
    recorder.journal.close()
    recorder.dead_letters.close()


@pytest.fixture
def cores(plant):
    return Cores.of(plant, stream=False, now=T0)


def tick(cores, at, **values):
    body = json.dumps(
        {"ts": T0 + at, "values": {k.replace("_", "-"): v for k, v in values.items()}}
    )
    frame = Frame("hazard/v1/P1/ent1/gw1/data", body.encode(), T0 + at, token=1)
    return run_tick(cores, [frame] if values else [], [], T0 + at)


def journalled(recorder):
    return [(entry.alarm, entry.event.value, entry.at - T0) for entry in recorder.journal.read()]


def test_a_crash_between_the_spools_commit_and_the_journals_loses_no_alarm(plant, recorder, cores):
    recorder.commit(tick(cores, 0, LT_101=50))
    turn = tick(cores, 1000, LT_101=95)
    assert len(turn.entries) == 2
    recorder.spool.append(turn.record)
    recorder.spool.commit()  # and here the power fails
    assert journalled(recorder) == []
    _, shown, recent = recall(plant, recorder, stream=False, now=T0 + 5000)
    told = [("LT-101:H", "raised", 1000), ("LT-101:HH", "raised", 1000)]
    assert journalled(recorder) == told
    assert [alarm.id for alarm in shown.standing()] == ["LT-101:H", "LT-101:HH"]
    assert [entry.seq for entry, _ in recent] == [1, 2]
    recall(plant, recorder, stream=False, now=T0 + 6000)
    assert journalled(recorder) == told, "judging the spool twice tells nothing twice"


def test_a_crash_after_both_and_before_the_acknowledgement_doubles_nothing(plant, recorder, cores):
    recorder.commit(tick(cores, 0, LT_101=95))
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 1000)
    turn = tick(cores, 0, LT_101=95)  # the broker sends it again
    assert turn.entries == []
    assert cores.admission.counters["gw1"].duplicates == 1


def test_from_a_checkpoint_as_from_the_beginning(plant, recorder, cores):
    recorder.commit(tick(cores, 0, LT_101=95, PT_101=310))
    save = Savepoint(cores.bank.save(), cores.admission.save(), None)
    recorder.commit(tick(cores, 500), save)
    recorder.commit(tick(cores, 1000, LT_101=50))
    before = journalled(recorder)
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 1500)
    assert journalled(recorder) == before
    # The delay of 2 s that PT-101 began at 0 has survived.
    recorder.commit(tick(cores, 2500, TT_101=20))
    recorder.commit(tick(cores, 4000, TT_101=20))
    assert ("PT-101:H", "raised", 2000) in journalled(recorder)


def test_a_lost_checkpoint_loses_nothing(plant, recorder, cores):
    recorder.commit(tick(cores, 0, LT_101=95))
    recorder.checkpoint_file.write_bytes(b"torn")
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 1000)
    assert sorted(cores.alarms.active()) == ["LT-101:H", "LT-101:HH"]
    assert tick(cores, 2000, LT_101=96).entries == []


def test_a_checkpoint_of_another_version_is_left_for_the_whole_spool(plant, recorder, cores):
    recorder.commit(tick(cores, 0, LT_101=95))
    other = {**cores.bank.save(), "limits/of_another_version": np.zeros(1)}
    recorder.commit(tick(cores, 500), Savepoint(other, cores.admission.save(), None))
    assert read_checkpoint(recorder.checkpoint_file) is not None
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 1000)
    assert sorted(cores.alarms.active()) == ["LT-101:H", "LT-101:HH"]
    assert cores.bank.board.value[plant.row_of["LT-101"]] == 95
    assert tick(cores, 2000, LT_101=96).entries == []


LONG_GONE = 7_000
"""What came before it has left the spool."""


@pytest.fixture
def history(plant, recorder, cores, monkeypatch):
    """A run that was killed, a checkpoint and two snapshots before its last rows."""
    monkeypatch.setattr("hazardwatch.recall.FOLDED", 5)
    shown = Alarms(plant, cores.bank.rules)
    for at in range(0, 20_000, 1_000):
        turn = tick(cores, at, LT_101=95 if at % 2_000 else 50)
        turn = replace(turn, record=turn.record if at > LONG_GONE else None)
        save = Savepoint(cores.bank.save(), cores.admission.save(), None)
        for entry in recorder.commit(turn, save if at == 14_000 else None).entries:
            shown.record(entry)
        if at in (LONG_GONE, 14_000):
            list(recorder.journal.write_snapshot(shown.snapshot(), T0 + at, 5))
    return shown


def tell(cores, shown):
    return [
        (alarms.all(), alarms.standing(), alarms._ledger.last, alarms._late)
        for alarms in (cores.alarms, shown)
    ]


def test_from_a_snapshot_as_from_the_whole_journal(plant, recorder, history, monkeypatch):
    before, read = journalled(recorder), []
    stream = recorder.journal.stream
    monkeypatch.setattr(
        recorder.journal, "stream", lambda after: read.append(after) or stream(after)
    )
    cores, shown, recent = recall(plant, recorder, stream=False, now=T0 + 20_000)
    (newest, _) = recorder.journal.list_snapshots()
    assert read == [newest.seq], "what the snapshot has was not read"
    with recorder.journal._engines.write.begin() as connection:
        connection.execute(delete(SNAPSHOT))
    whole_cores, whole, every = recall(plant, recorder, stream=False, now=T0 + 20_000)
    assert tell(cores, shown) == tell(whole_cores, whole)
    assert read[1:] == [0]
    assert recent == every
    assert journalled(recorder) == before, "nothing is told twice"
    assert shown.all() == history.all()
    assert shown.seq == recorder.journal.last_seq


def test_a_start_without_a_checkpoint_from_a_journal_that_was_cut(plant, recorder, history):
    before = journalled(recorder)
    while recorder.journal.forget(T0 + LONG_GONE + 1, T0 + 20_000):
        pass
    cut = recorder.journal.cut_seq
    assert cut > 10
    recorder.checkpoint_file.unlink()
    cores, shown, _ = recall(plant, recorder, stream=False, now=T0 + 20_000)
    assert journalled(recorder) == before[cut:], "the spool, judged again, brings nothing twice"
    assert shown.all() == history.all()
    assert recorder.journal.verify() is None
    assert tick(cores, 21_000, LT_101=96).entries == []


def test_what_stands_since_before_the_cut_survives_it(plant, recorder, cores, monkeypatch):
    monkeypatch.setattr("hazardwatch.recall.FOLDED", 2)
    shown = Alarms(plant, cores.bank.rules)
    turns = [tick(cores, 0, LT_101=95), *(tick(cores, at, PT_101=310) for at in (1_000, 5_000))]
    hold = Command(
        CommandKind.SHELVE, "LT-101:H", "李四", "检修", role="shift_leader", duration_ms=3_600_000
    )
    turns.append(run_tick(cores, [], [hold], T0 + 6_000))
    turns += [tick(cores, at, LT_101=50 if at % 2_000 else 95) for at in range(7_000, 11_000, 500)]
    for turn in turns:
        save = Savepoint(cores.bank.save(), cores.admission.save(), None)
        for entry in recorder.commit(turn, save).entries:
            shown.record(entry)
    list(recorder.journal.write_snapshot(shown.snapshot(), T0, folded=2))
    before = shown.get("LT-101:H").holds
    while recorder.journal.forget(T0 + 60_000, T0 + 60_000):
        pass
    _, again, _ = recall(plant, recorder, stream=False, now=T0 + 12_000)
    assert recorder.journal.cut_seq > 4
    assert again.get("LT-101:H").holds == before != {}
    assert again.get("PT-101:H").active
    assert again.all() == shown.all()


def call_up(recorder, cores, at, **values):
    """A tick, committed with its calls."""
    turn = tick(cores, at, **values)
    recorder.commit(turn)
    return [(one.person, one.step) for one in turn.calls.notices]


def list_fates(recorder, alarm):
    with recorder.journal.reading(Outbox) as outbox:
        return [(one.notice.step, one.fate.value) for one in outbox.list_of(alarm, "H1", 9)]


def test_a_restart_tells_what_is_critical_again_and_goes_up_the_ladder(plant, recorder):
    plant = staff(plant)
    cores = Cores.of(plant, stream=False, now=T0)
    call_up(recorder, cores, 0, PT_101=310)
    assert call_up(recorder, cores, 2_500, PT_101=310) == [("wang", 0)]
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 3_000)
    assert call_up(recorder, cores, 3_000) == [("wang", 0)]
    assert call_up(recorder, cores, 2_500 + MINUTE) == [("desk", 1)]
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 3 * MINUTE)
    assert call_up(recorder, cores, 3 * MINUTE) == [("desk", 1)]


def test_what_was_raised_and_not_journalled_is_told_after_the_restart(plant, recorder):
    plant = staff(plant)
    cores = Cores.of(plant, stream=False, now=T0)
    turn = tick(cores, 0, LT_101=95)
    recorder.spool.append(turn.record)
    recorder.spool.commit()  # and here the power fails
    cores, _, _ = recall(plant, recorder, stream=False, now=T0 + 1_000)
    assert call_up(recorder, cores, 1_000) == [("wang", 0)]


def test_what_calls_no_more_after_the_restart_is_told_to_nobody(plant, recorder):
    plant = staff(plant)
    cores = Cores.of(plant, stream=False, now=T0)
    call_up(recorder, cores, 0, LT_101=95)
    assert list_fates(recorder, "LT-101:HH") == [(0, "pending")]
    recall(replace(plant, escalations=()), recorder, stream=False, now=T0 + 1_000)
    assert list_fates(recorder, "LT-101:HH") == [(0, "superseded")]
