"""Another plant between two ticks: judged by at once, nothing lost, and a broken one not at all."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest

from alerting.alarm import State
from alerting.alarms import Alarms
from alerting.journal import Journal, JournalUnavailableError
from hazardwatch.desks import LiveOutbox
from hazardwatch.notifier import Notifier
from hazardwatch.recall import recall
from hazardwatch.recorder import Recorder
from hazardwatch.reload import Reload
from hazardwatch.reserve import Reserve
from hazardwatch.rule_register import RuleRegister
from hazardwatch.settings import MqttSettings, PlantSettings, Settings
from hazardwatch.tick import Cores, run_tick, take_over
from hazardwatch.watch import Watch
from historian.feeder import Feeder
from historian.memory import MemoryHistorian
from historian.spool import Spool
from ingest.dead_letters import DeadLetters
from ingest.frame import Frame
from plant.directory import read_plant
from plant.words import Mode
from tests.contract.plant_directory import PLANT, TAGS, write_plant
from tests.hazardwatch.staffed import STEPS, staff

T0 = 1_700_000_000_000
STRICTER = TAGS.replace(",5,10,80,90,", ",5,10,40,90,")
WITHOUT_LEVEL = "\n".join(line for line in TAGS.splitlines() if not line.startswith("LT-101"))
ANOTHER = "AA-1,ent1,V-101,level,%,0,100,,,70,,,,,1,,别的,Other,"
WITH_ANOTHER = TAGS.replace("\nLT-101", f"\n{ANOTHER}\nLT-101")
SLOWER = STRICTER.replace("5,10,40,90,2,,", "5,10,40,90,2,5,")


@pytest.fixture
def make_plant(tmp_path):
    def make(tags=TAGS, plant=PLANT):
        return read_plant(write_plant(tmp_path / "plant", plant, tags))

    return make


def start(plant):
    cores = Cores.of(plant, stream=False, now=T0)
    cores.resume(T0)
    return cores


def tick(cores, at, **values):
    body = {"ts": T0 + at, "values": {k.replace("_", "-"): v for k, v in values.items()}}
    frame = Frame("hazard/v1/P1/ent1/gw1/data", json.dumps(body).encode(), T0 + at, token=1)
    return run_tick(cores, [frame] if values else [], [], T0 + at)


def reload(cores, plant, at):
    heir = Cores.of(plant, stream=False, now=T0 + at)
    return take_over(cores, heir, plant, T0 + at)


def told(entries):
    return [(entry.alarm, entry.event.value, entry.at - T0) for entry in entries]


# What becomes of alarms


def test_calls_go_on_by_the_ladders_that_are_in_force_then(make_plant):
    cores = start(staff(make_plant()))
    assert [one.person for one in tick(cores, 0, LT_101=95).calls.notices] == ["wang"]
    plant = staff(make_plant(WITH_ANOTHER))
    faster = replace(plant.escalations[0], steps=(STEPS[0], replace(STEPS[1], after_ms=2_000)))
    cores, _ = reload(cores, replace(plant, escalations=(faster,)), 1_000)
    assert not tick(cores, 1_999).calls
    assert [one.person for one in tick(cores, 2_000).calls.notices] == ["desk"]
    cores, _ = reload(cores, replace(plant, escalations=()), 3_000)
    turn = tick(cores, 90_000)
    assert (turn.calls.notices, turn.calls.ended) == ([], [("LT-101:HH", T0)])


def test_a_standing_value_is_judged_at_once_under_the_new_limit(make_plant):
    cores = start(make_plant())
    assert tick(cores, 0, LT_101=50).entries == []
    plant = make_plant(STRICTER)
    _, entries = reload(cores, plant, 1_000)

    assert told(entries) == [("LT-101:H", "raised", 1_000)]
    assert (entries[0].reason, entries[0].limit) == ("limit_changed", 40.0)
    assert entries[0].plant_hash == plant.hash


def test_a_new_delay_counts_from_the_reload(make_plant):
    cores = start(make_plant())
    tick(cores, 0, LT_101=50)
    cores, entries = reload(cores, make_plant(SLOWER), 1_000)
    assert entries == []
    tick(cores, 5_000, LT_101=51)
    turn = tick(cores, 8_000, LT_101=51)
    assert told(turn.entries) == [("LT-101:H", "raised", 6_000)]


def test_a_pending_start_of_an_unchanged_limit_goes_on(make_plant):
    cores = start(make_plant())
    tick(cores, 0, PT_101=310, LT_101=5.5)
    cores, _ = reload(cores, make_plant(STRICTER), 1_000)
    turn = tick(cores, 4_000, PT_101=311)
    assert ("PT-101:H", "raised", 2_000) in told(turn.entries)


def test_what_stands_stands_on_and_what_was_acknowledged_is(make_plant):
    cores = start(make_plant())
    tick(cores, 0, LT_101=95)
    cores, entries = reload(cores, make_plant(WITH_ANOTHER), 1_000)
    assert entries == []
    assert sorted(cores.alarms.active()) == ["LT-101:H", "LT-101:HH"]
    assert told(tick(cores, 2_000, LT_101=85).entries) == [("LT-101:HH", "returned", 2_000)]


def test_the_alarms_of_a_tag_that_is_gone_end_and_want_acknowledgement(make_plant):
    cores = start(make_plant())
    tick(cores, 0, LT_101=95)
    cores, entries = reload(cores, make_plant(WITHOUT_LEVEL), 1_000)
    assert told(entries) == [("LT-101:H", "removed", 1_000), ("LT-101:HH", "removed", 1_000)]
    assert {alarm.state for alarm in cores.alarms.standing()} == {State.RETURNED_UNACKNOWLEDGED}


def test_an_alarm_takes_the_unit_that_its_tag_has_now(make_plant):
    cores = start(make_plant())
    tick(cores, 0, PT_101=310)
    tick(cores, 3_000, PT_101=310)
    plant = make_plant()
    other = replace(
        plant,
        tags=tuple(replace(tag, unit="bar") for tag in plant.tags),
    )
    cores, _ = reload(cores, other, 4_000)
    alarm = cores.alarms.get("PT-101:H")
    assert alarm is not None
    assert alarm.unit == "bar"
    assert cores.alarms.standing() == [alarm]


def test_a_mode_that_comes_with_the_plant_is_in_force_at_once(make_plant):
    plant = make_plant()
    cores = start(plant)
    tick(cores, 0, PT_101=0, LT_101=8)
    moded = replace(
        plant,
        equipment=tuple(replace(one, state="PT-101") for one in plant.equipment),
        modes=(Mode("STOP", "V-101", (0.0,), "停车", "shut down", suppressed=("LT-101:L",)),),
    )
    cores, entries = reload(cores, moded, 1_000)
    assert told(entries) == [("LT-101:L", "suppressed", 1_000)]
    cores, entries = reload(cores, plant, 2_000)
    assert told(entries) == [("LT-101:L", "unsuppressed", 2_000)]


# What becomes of time, counters and the old cores


def test_silence_goes_on_for_what_was_heard_and_begins_for_what_is_new(make_plant):
    cores = start(make_plant())
    tick(cores, 0, TT_101=20)
    cores, _ = reload(cores, make_plant(WITH_ANOTHER), 5_000)
    due = []
    for at in range(6_000, 20_000, 500):
        due += told(tick(cores, at, LT_101=50).entries)
    assert due == [("TT-101:stale", "raised", 10_000), ("AA-1:stale", "raised", 15_000)]


def test_a_repeated_frame_is_still_known_as_one(make_plant):
    cores = start(make_plant())
    tick(cores, 0, LT_101=50)
    cores, _ = reload(cores, make_plant(WITH_ANOTHER), 1_000)
    assert tick(cores, 0, LT_101=50).record is not None
    counters = cores.admission.counters["gw1"]
    assert (counters.frames, counters.duplicates) == (2, 1)


def test_the_old_cores_are_left_as_they_were(make_plant):
    plant = make_plant()
    cores = start(plant)
    tick(cores, 0, LT_101=95)
    before = cores.alarms.all()
    reload(cores, make_plant(WITHOUT_LEVEL), 1_000)
    assert cores.alarms.all() == before
    assert told(tick(cores, 2_000, LT_101=50).entries) == [
        ("LT-101:H", "returned", 2_000),
        ("LT-101:HH", "returned", 2_000),
    ]


# Reading the directory


class Recorded:
    """A watch that puts in force what it is given."""

    def __init__(self, plant):
        self.plant, self.cores, self.given, self.error = plant, None, [], None

    async def succeed(self, plant, cores):
        if self.error is not None:
            raise self.error
        self.given.append(plant)
        self.plant, self.cores = plant, cores


@pytest.fixture
def site(tmp_path, make_plant):
    """A reload over a directory that tests change."""
    settings = Settings(
        plant=PlantSettings(dir=tmp_path / "plant"), mqtt=MqttSettings(url="mqtt://broker")
    )
    watch = Recorded(make_plant())
    return Reload(settings, watch, lambda: T0), watch


async def ask(reload, met):
    running = asyncio.create_task(reload.run())
    reload.ask()
    async with asyncio.timeout(5):
        while not met():
            await asyncio.sleep(0.005)
    running.cancel()


async def test_a_good_plant_is_put_in_force(site, make_plant):
    reload, watch = site
    plant = make_plant(STRICTER)
    await ask(reload, lambda: reload.count == 1)
    assert [one.hash for one in watch.given] == [plant.hash]
    assert (reload.refused, reload.pending) == ("", False)


@pytest.mark.parametrize(
    ("tags", "plant", "why"),
    [
        (TAGS.replace(",80,90,2", ",80,70,2"), PLANT, "hh: 70"),
        (TAGS, PLANT + "[[nonsense]]\n", "nonsense"),
        (TAGS, PLANT.replace('"P1"', '"P2"'), "restart"),
    ],
)
async def test_a_plant_that_can_not_be_is_refused_whole_and_people_are_told(
    site, make_plant, tmp_path, tags, plant, why
):
    reload, watch = site
    before = watch.plant
    write_plant(tmp_path / "plant", plant, tags)
    await ask(reload, lambda: reload.refused)
    assert why in reload.refused
    assert (watch.given, watch.plant) == ([], before)
    make_plant()
    await ask(reload, lambda: not reload.refused)
    assert watch.given == [], "the directory is again what is in force"


async def test_a_fault_in_taking_over_leaves_the_old_plant_and_can_be_tried_again(site, make_plant):
    reload, watch = site
    watch.error = RuntimeError("a fault")
    make_plant(STRICTER)
    await ask(reload, lambda: reload.refused)
    assert "a fault" in reload.refused
    watch.error = None
    await ask(reload, lambda: reload.count == 1)
    assert not reload.refused


# The swap in the watch


class Gate:
    """Frames by hand, and what is told."""

    connected = True

    def __init__(self):
        self.frames, self.shown, self.acknowledged = [], [], []

    def deliver(self, at, **values):
        body = {"ts": T0 + at, "values": {k.replace("_", "-"): v for k, v in values.items()}}
        payload, token = json.dumps(body).encode(), len(self.acknowledged) + len(self.frames) + 1
        frame = Frame("hazard/v1/P1/ent1/gw1/data", payload, T0 + at, token=token)
        self.frames.append(frame)

    async def gather(self, _most, timeout_s):
        await asyncio.sleep(0 if self.frames else timeout_s)
        taken, self.frames = self.frames, []
        return taken

    def acknowledge(self, tokens):
        self.acknowledged += tokens

    def release(self, tokens):
        self.acknowledged += tokens

    def publish(self, *_words, **_more):
        return True

    def publish_alarms(self, committed, *_instants):
        self.shown += [(entry.alarm, entry.event.value, entry.seq) for entry, _ in committed]


@pytest.fixture
def running(tmp_path, make_plant):
    plant = make_plant()
    cores = start(plant)
    tags, gateways = [tag.id for tag in plant.tags], [gateway.id for gateway in plant.gateways]
    recorder = Recorder(
        Spool(tmp_path / "spool", tags, gateways),
        Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}"),
        DeadLetters(tmp_path / "letters.sqlite", gateways),
        tmp_path / "checkpoint.npz",
        Reserve(tmp_path / "reserve", 0),
    )
    gate, time, historian = Gate(), SimpleNamespace(now=T0), MemoryHistorian()
    feeder = Feeder(recorder.spool, historian, tuple(tags), linger_s=0)
    shown = Alarms(plant, cores.bank.rules)
    with ThreadPoolExecutor(1) as writer:
        notifier = Notifier(
            LiveOutbox(recorder.journal, writer), {}, lambda: time.now, lambda _: None
        )
        watch = Watch(
            plant, cores, shown, gate, recorder, gate, feeder, lambda: time.now, writer, notifier
        )
        yield SimpleNamespace(watch=watch, gate=gate, time=time, historian=historian)
    recorder.spool.close()
    recorder.journal.close()
    recorder.dead_letters.close()


async def change(site, plant):
    await site.watch.succeed(plant, Cores.of(plant, stream=False, now=site.time.now))


async def until(met):
    async with asyncio.timeout(5):
        while not met():
            await asyncio.sleep(0.002)


async def test_a_change_between_two_ticks_loses_no_reading_and_no_alarm(running, make_plant):
    site, watch = running, running.watch
    loop = asyncio.create_task(watch.run())
    feeding = asyncio.create_task(watch.feeder.run())
    site.gate.deliver(0, LT_101=50)
    await until(lambda: site.gate.acknowledged == [1])
    plant = make_plant(WITH_ANOTHER.replace(",80,90,2", ",40,90,2"))
    changing = asyncio.create_task(change(site, plant))
    site.gate.deliver(10, LT_101=51, AA_1=60)
    await changing
    site.gate.deliver(20, LT_101=52, AA_1=75)
    await until(lambda: ("AA-1:H", "raised", 2) in site.gate.shown)
    assert site.gate.shown[0] == ("LT-101:H", "raised", 1)
    watch.stop()
    await loop
    watch.feeder.stop()
    await feeding
    found = await site.historian.window(T0 - 1, T0 + 1_000)
    assert found["LT-101"].value.tolist() == [50, 51, 52]
    assert found["AA-1"].value.tolist()[-1] == 75


async def test_a_restart_right_after_a_change_finds_what_the_change_had_come_to(
    running, make_plant
):
    site, watch = running, running.watch
    loop = asyncio.create_task(watch.run())
    site.gate.deliver(0, LT_101=50)
    await until(lambda: site.gate.acknowledged == [1])
    plant = make_plant(SLOWER)
    site.time.now = T0 + 1_000
    await change(site, plant)
    # Killed here: what was written is all there is.
    loop.cancel()
    cores, _, _ = recall(plant, watch.recorder, stream=False, now=T0 + 2_000)
    assert list(watch.recorder.journal.read()) == []
    turn = tick(cores, 8_000, LT_101=51)
    assert told(turn.entries) == [("LT-101:H", "raised", 6_000)]


async def test_a_change_waits_until_everything_is_recorded(running, make_plant, monkeypatch):
    site, watch = running, running.watch
    append = watch.recorder.journal.append

    def fail(_entries):
        raise JournalUnavailableError("away")

    monkeypatch.setattr(watch.recorder.journal, "append", fail)
    loop = asyncio.create_task(watch.run())
    site.gate.deliver(0, LT_101=85)
    await until(lambda: watch.recorder.waiting)
    plant = make_plant(WITHOUT_LEVEL)
    changing = asyncio.create_task(change(site, plant))
    ticks = watch.flow.ticks
    await until(lambda: watch.flow.ticks > ticks + 3)
    assert not changing.done()
    monkeypatch.setattr(watch.recorder.journal, "append", append)
    await changing
    assert watch.plant is plant
    journal = [(entry.alarm, entry.event.value) for entry in watch.recorder.journal.read()]
    assert journal.index(("LT-101:H", "raised")) < journal.index(("LT-101:H", "removed"))
    watch.stop()
    await loop


async def test_cores_that_can_not_take_over_leave_the_old_ones(running, make_plant, monkeypatch):
    site, watch = running, running.watch
    loop = asyncio.create_task(watch.run())
    before = watch.cores

    def fail(_arrays):
        raise ValueError("arrays of another shape")

    plant = make_plant(STRICTER)
    heir = Cores.of(plant, stream=False, now=T0)
    monkeypatch.setattr(heir.bank, "restore", fail)
    with pytest.raises(ValueError, match="another shape"):
        await watch.succeed(plant, heir)
    assert watch.cores is before
    site.gate.deliver(0, LT_101=95)
    await until(lambda: ("LT-101:HH", "raised", 2) in site.gate.shown)
    watch.stop()
    await loop


async def test_every_plant_that_was_put_in_force_or_refused_is_on_record(
    site, make_plant, tmp_path
):
    reload, _ = site
    register = reload.register = RuleRegister(tmp_path / "rule_versions.sqlite", lambda: T0)
    noted = []
    note = register.note
    register.note = lambda *told: (note(*told), noted.append(told[1]))
    make_plant(STRICTER)
    await ask(reload, lambda: noted == ["reload"])
    write_plant(tmp_path / "plant", PLANT + "[[nonsense]]\n", TAGS)
    await ask(reload, lambda: noted == ["reload", "refused"])
    refused, put_in_force = await register.list_versions(None, 10)
    assert (put_in_force.cause, put_in_force.by) == ("reload", "SIGHUP")
    assert "nonsense" in refused.complaints[0]
    assert refused.hash == put_in_force.hash, "the old one stays in force"
    register.close()
