"""The watch's one promise: nobody is told anything before it is durable, and then everybody is."""

import asyncio
import contextlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from alerting.alarm import Command, CommandKind, Outcome
from alerting.alarms import Alarms
from alerting.journal import Journal, JournalUnavailableError
from alerting.notice import Receipt
from alerting.outbox import Outbox
from alerting.roster import Roster
from detectors.first_out import FirstOut
from hazardwatch.desks import LiveOutbox
from hazardwatch.notifier import Notifier
from hazardwatch.recorder import Recorder
from hazardwatch.reserve import Reserve
from hazardwatch.tick import Cores
from hazardwatch.watch import BYTES_A_TICK, UNFED_S, Watch, portion_frames
from historian.feeder import Feeder
from historian.memory import MemoryHistorian
from historian.port import HistorianRefusedError, HistorianUnavailableError
from historian.spool import Spool, SpoolFullError
from ingest.dead_letters import DeadLetters
from ingest.frame import Frame
from plant.directory import read_plant
from plant.reading import name_marks
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.staffed import staff

T0 = 1_700_000_000_000


class Session:
    """Frames by hand; keeps what it was asked to acknowledge and to publish."""

    connected = True

    def __init__(self, log):
        self.log = log
        self.frames = []
        self.arrived = asyncio.Event()

    def deliver(self, token, values, **body):
        payload = json.dumps({"ts": T0, "values": values, **body}).encode()
        self.frames.append(Frame("hazard/v1/P1/ent1/gw1/data", payload, T0, token=token))
        self.arrived.set()

    async def gather(self, max_frames, timeout_s):
        if not self.frames:
            try:
                await asyncio.wait_for(self.arrived.wait(), timeout_s)
            except TimeoutError:
                return []
        taken, self.frames = self.frames[:max_frames], self.frames[max_frames:]
        self.arrived.clear()
        return taken

    def acknowledge(self, tokens):
        self.log.extend(("acknowledged", token) for token in tokens)

    def release(self, tokens):
        self.log.extend(("released", token) for token in tokens)

    def publish(self, topic, payload, *, retain=False, qos=1):
        self.log.append((topic, json.loads(payload)))
        return True


class Screen:
    """What the hub was told."""

    def __init__(self, log):
        self.log = log

    def publish_alarms(self, committed, *_instants):
        self.log.extend(("shown", entry.alarm, entry.event, entry.seq) for entry, _ in committed)


class Voice:
    """A channel that takes everything."""

    def __init__(self, log):
        self.log = log

    async def send(self, letter):
        self.log.append(("told", letter.address, letter.facts["alarm"]))
        return Receipt()


class HeldRecorder(Recorder):
    """Commits only when it is let."""

    __slots__ = ("gate",)

    def commit(self, turn, savepoint=None):
        assert self.gate.wait(10)
        return Recorder.commit(self, turn, savepoint)


@pytest.fixture
def site(tmp_path):
    plant = staff(read_plant(write_plant(tmp_path / "plant")))
    cores = Cores.of(plant, stream=False, now=T0)
    spool = Spool(tmp_path / "spool", [t.id for t in plant.tags], [g.id for g in plant.gateways])
    recorder = HeldRecorder(
        spool,
        Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}"),
        DeadLetters(tmp_path / "letters.sqlite", ["gw1"]),
        tmp_path / "checkpoint.npz",
        Reserve(tmp_path / "reserve", 0),
    )
    recorder.gate = threading.Event()
    recorder.gate.set()
    log = []
    with ThreadPoolExecutor(1) as writer:
        watch = Watch(
            plant,
            cores,
            Alarms(plant, cores.bank.rules),
            Session(log),
            recorder,
            Screen(log),
            Feeder(spool, MemoryHistorian(), tuple(tag.id for tag in plant.tags)),
            lambda: T0 + 50,
            writer,
            Notifier(
                LiveOutbox(recorder.journal, writer),
                {"voice": Voice(log)},
                lambda: T0 + 50,
                cores.escalations.roster.get,
            ),
        )
        yield watch, log
        recorder.gate.set()
    spool.close()
    recorder.journal.close()
    recorder.dead_letters.close()


def marks_of(log):
    """The watermarks published, in order."""
    return [entry[1]["seq"] for entry in log if entry[0].endswith("/ack")]


async def until(met, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.005)


async def test_nothing_is_told_before_the_commit_and_all_of_it_after(site):
    watch, log = site
    watch.recorder.gate.clear()
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95}, boot="b", seq=1)
    await until(lambda: watch.flow.entries == 2)
    await asyncio.sleep(0.1)
    assert log == []
    assert watch.told("gw1") is None
    watch.recorder.gate.set()
    await until(lambda: len(log) == 4)
    assert watch.told("gw1") == ("b", 1)
    assert log[:2] == [("shown", "LT-101:H", "raised", 1), ("shown", "LT-101:HH", "raised", 2)]
    assert log[2] == ("acknowledged", 7)
    assert log[3] == ("hazard/v1/P1/ent1/gw1/ack", {"boot": "b", "seq": 1})
    watch.stop()
    await running


async def test_a_journal_that_keeps_silent_is_not_waited_for_longer_than_half_a_second(site):
    watch, log = site
    watch.recorder.gate.clear()
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95})
    await until(lambda: len(log) == 3, 2)
    assert {entry[3] for entry in log} == {0}, "shown unrecorded, without a number"
    assert log[2] == ("shown", "journal:system", "raised", 0)
    watch.recorder.gate.set()
    await until(lambda: ("shown", "journal:system", "returned", 4) in log)
    numbers = [entry[3] for entry in log if entry[0] == "shown"]
    assert numbers == [0, 0, 0, 1, 2, 3, 4]
    watch.stop()
    await running


async def test_a_journal_that_fails_holds_no_alarm_back_and_gets_it_later(site, monkeypatch):
    watch, log = site
    append = watch.recorder.journal.append

    def fail(_entries, _calls):
        raise JournalUnavailableError("away")

    monkeypatch.setattr(watch.recorder.journal, "append", fail)
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95})
    await until(lambda: ("shown", "journal:system", "raised", 0) in log)
    assert ("acknowledged", 7) not in log
    assert [entry[3] for entry in log if entry[0] == "shown"] == [0, 0, 0]
    monkeypatch.setattr(watch.recorder.journal, "append", append)
    await until(lambda: ("shown", "journal:system", "returned", 4) in log)
    assert [entry[3] for entry in log if entry[0] == "shown"] == [0, 0, 0, 1, 2, 3, 4]
    assert ("acknowledged", 7) in log
    assert not watch.recorder.waiting
    watch.stop()
    await running


async def test_a_spool_that_fails_is_told_and_judging_goes_on(site, monkeypatch):
    watch, log = site

    def fail(_record):
        raise SpoolFullError("no room")

    monkeypatch.setattr(watch.recorder.spool, "append", fail)
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95}, boot="b", seq=1)
    await until(lambda: ("shown", "spool:system", "raised", 3) in log)
    assert ("released", 7) in log
    assert watch.recorder.lost_readings == 1
    monkeypatch.undo()
    watch.session.deliver(8, {"TT-101": 20}, boot="b", seq=2)
    await until(lambda: ("shown", "spool:system", "returned", 4) in log)
    assert marks_of(log) == [0], "what was lost is not durable, and neither is what follows"
    watch.session.deliver(9, {"LT-101": 95}, boot="b", seq=1)
    await until(lambda: marks_of(log) == [0, 2])
    kept = [record.batch for _, record in watch.recorder.spool.read() if len(record.batch)]
    assert [(batch.value.tolist(), name_marks(int(batch.marks[0]))) for batch in kept] == [
        ([20], []),
        ([95], ["late", "stored_only"]),
    ]
    assert watch.flow.entries == 4, "it was judged when it first came"
    watch.stop()
    await running


async def test_a_judgement_that_fails_leaves_its_traceback_in_the_log(site, monkeypatch):
    watch, log = site

    def fail(_stage, _changes):
        raise ZeroDivisionError("thirteen")

    monkeypatch.setattr(FirstOut, "mark", fail)
    with capture_logs() as logged:
        running = asyncio.create_task(watch.run())
        watch.session.deliver(7, {"LT-101": 95})
        await until(lambda: ("acknowledged", 7) in log)
        watch.stop()
        await running
    (line,) = [line for line in logged if line["event"].startswith("a judgement failed")]
    assert (line["log_level"], line["part"]) == ("critical", "first_out")
    assert str(line["exc_info"]) == "thirteen"


async def test_a_loss_is_told_also_where_the_spool_is_well_again_at_once(site, monkeypatch):
    watch, log = site
    append = watch.recorder.spool.append
    fails = iter([True])

    def fail_once(record):
        if next(fails, False):
            raise SpoolFullError("no room")
        return append(record)

    commit = HeldRecorder.commit

    def commit_and_mend(recorder, turn, savepoint=None):
        committed = commit(recorder, turn, savepoint)
        recorder.troubles.pop("spool", None)
        return committed

    monkeypatch.setattr(watch.recorder.spool, "append", fail_once)
    monkeypatch.setattr(HeldRecorder, "commit", commit_and_mend)
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 20}, boot="b", seq=1)

    await until(lambda: ("shown", "spool:system", "raised", 1) in log)
    await until(lambda: ("shown", "spool:system", "returned", 2) in log)
    watch.stop()
    await running


async def test_what_was_lost_of_a_gateway_that_numbers_nothing_is_kept_when_it_comes_again(
    site, monkeypatch
):
    watch, log = site
    monkeypatch.setattr(watch.recorder.spool, "append", fail_full)
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95, "TT-101": 20})
    await until(lambda: ("released", 7) in log)
    monkeypatch.undo()
    watch.session.deliver(8, {"LT-101": 95, "TT-101": 20})
    await until(lambda: ("acknowledged", 8) in log)
    kept = [record.batch for _, record in watch.recorder.spool.read() if len(record.batch)]
    assert [batch.value.tolist() for batch in kept] == [[95, 20]]
    assert [name_marks(mark) for mark in kept[0].marks.tolist()] == [["late", "stored_only"]] * 2
    raised = [line for line in log if line[:3] == ("shown", "LT-101:HH", "raised")]
    assert len(raised) == 1
    watch.stop()
    await running


def fail_full(_record):
    raise SpoolFullError("no room")


async def test_a_broker_that_stays_away_is_told_and_a_short_absence_is_not(site, monkeypatch):
    watch, log = site
    monkeypatch.setattr("hazardwatch.watch.DEAF_S", 0.2)
    running = asyncio.create_task(watch.run())
    watch.session.connected = False
    await asyncio.sleep(0.1)
    assert log == []
    await until(lambda: ("shown", "broker:system", "raised", 1) in log)
    watch.session.connected = True
    await until(lambda: ("shown", "broker:system", "returned", 2) in log)
    watch.stop()
    await running


async def test_a_historian_is_told_of_when_it_stays_away_and_until_it_takes_readings(site):
    watch, log = site
    now = [0.0]
    watch.feeder = Feeder(watch.recorder.spool, MemoryHistorian(), (), clock=lambda: now[0])
    circuit = watch.feeder.state.circuit
    circuit.succeed(0)
    running = asyncio.create_task(watch.run())
    circuit.fail(HistorianUnavailableError("away"), 0)
    now[0] = UNFED_S
    await asyncio.sleep(0.1)
    assert log == [], "a restart of the historian is nobody's business"
    now[0] = UNFED_S + 1
    await until(lambda: ("shown", "historian:system", "raised", 1) in log)
    circuit.attempt()
    circuit.fail(HistorianRefusedError("401"), now[0])
    await asyncio.sleep(0.1)
    circuit.succeed(now[0])
    await until(lambda: ("shown", "historian:system", "returned", 2) in log)
    assert len(log) == 2
    watch.stop()
    await running


async def test_a_historian_that_refuses_is_told_of_at_once_and_once_over_restarts(site):
    watch, log = site
    watch.feeder.state.circuit.fail(HistorianRefusedError("404: bucket not found"), 0)
    running = asyncio.create_task(watch.run())
    await until(lambda: ("shown", "historian:system", "raised", 1) in log)
    watch.feeder = Feeder(watch.recorder.spool, MemoryHistorian(), ())
    await asyncio.sleep(0.1)
    assert len(log) == 1, "started anew nobody knows yet whether it takes readings"
    watch.feeder.state.circuit.succeed(0)
    await until(lambda: ("shown", "historian:system", "returned", 2) in log)
    watch.stop()
    await running


async def test_alarms_that_follow_one_another_in_a_hanging_commit_wait_no_longer(site):
    watch, log = site
    watch.recorder.gate.clear()
    running = asyncio.create_task(watch.run())
    watch.session.deliver(1, {"LT-101": 95})
    await until(lambda: any(entry[1] == "LT-101:HH" for entry in log), 2)
    loop = asyncio.get_running_loop()
    waited = []
    for token, (tag, alarm) in enumerate([("GT-101", "GT-101:HH"), ("ESD-1", "ESD-1:digital")]):
        begun = loop.time()
        watch.session.deliver(2 + token, {tag: {"GT-101": 60, "ESD-1": 1}[tag]})
        await until(lambda alarm=alarm: any(entry[1] == alarm for entry in log), 2)
        waited.append(loop.time() - begun)
    assert max(waited) < 0.4
    watch.recorder.gate.set()
    watch.stop()
    await running


async def test_a_command_is_answered_when_it_is_durable(site):
    watch, log = site
    running = asyncio.create_task(watch.run())
    watch.session.deliver(1, {"LT-101": 95})
    await until(lambda: ("acknowledged", 1) in log)
    watch.recorder.gate.clear()
    command = Command(CommandKind.ACKNOWLEDGE, "LT-101:HH", "admin", "seen", None)
    asked = asyncio.create_task(watch.command([command]))
    await asyncio.sleep(0.1)
    assert not asked.done()
    watch.recorder.gate.set()
    (answer,) = await asked
    assert answer.outcome is Outcome.DONE
    assert ("shown", "LT-101:HH", "acknowledged", 3) in log
    watch.stop()
    await running


@pytest.mark.parametrize(
    ("sizes", "portions"),
    [
        ([], [[]]),
        ([9, 9], [[9, 9]]),
        ([BYTES_A_TICK + 1, 9], [[BYTES_A_TICK + 1], [9]]),
        ([9, BYTES_A_TICK - 9, 1, 1], [[9, BYTES_A_TICK - 9], [1, 1]]),
        ([BYTES_A_TICK // 2 + 1] * 3, [[BYTES_A_TICK // 2 + 1]] * 3),
    ],
)
def test_a_backlog_of_large_frames_is_no_single_tick(sizes, portions):
    frames = [Frame("t", b"x" * size, 0) for size in sizes]
    told = [[len(frame.payload) for frame in portion] for portion in portion_frames(frames)]
    assert told == portions


async def test_stopping_settles_what_is_in_hand(site):
    watch, log = site
    running = asyncio.create_task(watch.run())
    for seq in (1, 2):
        watch.session.deliver(seq, {"LT-101": 95}, seq=seq, boot="b")
        await until(lambda number=seq: ("acknowledged", number) in log)
    watch.stop()
    await running
    assert marks_of(log)[-1] == 2
    assert watch.recorder.checkpoint_file.exists()


@contextlib.asynccontextmanager
async def running(watch):
    task = asyncio.create_task(watch.run())
    yield
    watch.stop()
    await asyncio.wait_for(task, 10)


def fail():
    raise ZeroDivisionError
    yield


def list_snapshots(watch):
    return [one.seq for one in watch.recorder.journal.list_snapshots()]


async def test_snapshots_are_taken_of_what_is_durable_beside_the_ticks(site, monkeypatch):
    watch, log = site
    monkeypatch.setattr("hazardwatch.watch.EVERY", 2)
    async with running(watch):
        watch.session.deliver(1, {"LT-101": 95})
        await until(lambda: list_snapshots(watch))
    journal = watch.recorder.journal
    stored = journal.list_snapshots()[0]
    folded = Alarms(watch.plant, watch.cores.bank.rules)
    for entry in journal.read(limit=stored.seq):
        folded.record(entry)
    assert journal.load_snapshot(stored) == folded.snapshot()
    assert stored.seq >= 2
    assert ("shown", "LT-101:HH", "raised", 2) in log


async def test_an_orderly_stop_takes_a_snapshot_if_there_is_enough_to_fold(site, monkeypatch):
    watch, _ = site
    for most, expected in ((3, []), (2, [2])):
        monkeypatch.setattr("hazardwatch.watch.AT_STOP", most)
        watch._stopping = False
        async with running(watch):
            watch.session.deliver(1, {"LT-101": 95})
            await until(lambda: watch.shown.seq == 2)
        assert list_snapshots(watch) == expected


async def test_a_snapshot_that_fails_holds_nothing_up_and_is_a_line_in_the_log(site, monkeypatch):
    watch, log = site
    monkeypatch.setattr("hazardwatch.watch.EVERY", 1)
    journal = watch.recorder.journal
    monkeypatch.setattr(journal, "write_snapshot", lambda *_: fail())
    with capture_logs() as lines:
        async with running(watch):
            watch.session.deliver(1, {"LT-101": 95})
            await until(lambda: ("acknowledged", 1) in log)
            await until(lambda: any("upkeep" in line["event"] for line in lines))
            watch.session.deliver(2, {"GT-101": 60})
            await until(lambda: ("acknowledged", 2) in log)
    assert watch.recorder.troubles == {}
    assert len([line for line in lines if "upkeep" in line["event"]]) == 1


async def test_an_upkeep_that_hangs_keeps_no_stop_waiting(site, monkeypatch):
    watch, _ = site
    monkeypatch.setattr("hazardwatch.watch.FAREWELL_S", 0.2)
    gate = threading.Event()
    monkeypatch.setattr("hazardwatch.upkeep.Upkeep.bite", lambda _: gate.wait(10))
    watch.recorder.upkeep.forget(before=0, now=0)
    try:
        await asyncio.wait_for(watch._take_last_snapshot(), 2)
        assert not watch._bite.done()
    finally:
        gate.set()


def told(log):
    return [entry for entry in log if entry[0] == "told"]


async def test_people_are_told_once_the_alarm_is_durable(site):
    watch, log = site
    notifying = asyncio.create_task(watch.notifier.run())
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95})
    await until(lambda: told(log))
    assert log.index(("shown", "LT-101:HH", "raised", 2)) < log.index(told(log)[0])
    assert told(log) == [("told", "1", "LT-101:HH")]
    watch.stop()
    await running
    watch.notifier.stop()
    await notifying
    with watch.recorder.journal.reading(Outbox) as outbox:
        (sent,) = outbox.list_of("LT-101:HH", "H1", 9)
    assert sent.fate == "sent"


@pytest.mark.parametrize("how", ["silent", "away"])
async def test_people_are_told_though_the_journal_takes_nothing_and_once(site, monkeypatch, how):
    watch, log = site
    append = watch.recorder.journal.append

    def fail(_entries, _calls):
        raise JournalUnavailableError("away")

    if how == "away":
        monkeypatch.setattr(watch.recorder.journal, "append", fail)
    else:
        watch.recorder.gate.clear()
    notifying = asyncio.create_task(watch.notifier.run())
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95})
    await until(lambda: ("told", "1", "LT-101:HH") in log)
    await until(lambda: ("shown", "journal:system", "raised", 0) in log)
    assert ("shown", "LT-101:HH", "raised", 2) not in log
    monkeypatch.setattr(watch.recorder.journal, "append", append)
    watch.recorder.gate.set()
    await until(lambda: ("shown", "journal:system", "returned", 4) in log)
    watch.stop()
    await running
    await asyncio.sleep(0.05)
    watch.notifier.stop()
    await notifying
    assert told(log).count(("told", "1", "LT-101:HH")) == 1
    with watch.recorder.journal.reading(Outbox) as outbox:
        assert outbox.list_pending(T0 + 10**9, 9) == []
        assert [one.fate for one in outbox.list_of("LT-101:HH", "H1", 9)] == ["sent"]


async def test_that_nobody_is_there_to_be_told_is_an_alarm(site):
    watch, log = site
    watch.cores.escalations.roster = Roster(replace(watch.plant, duties=()))
    running = asyncio.create_task(watch.run())
    watch.session.deliver(7, {"LT-101": 95})
    await until(lambda: ("shown", "notices:system", "raised", 3) in log)
    watch.stop()
    await running
