"""Backups of a data directory that stands still, and of one written to by another thread."""

import asyncio
import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from alerting.alarm import Entry, Event, State
from alerting.journal import Journal
from hazardwatch import backup as backup_module
from hazardwatch.attachments import Attachments
from hazardwatch.backup import BackupBusyError, Source, make_backup
from hazardwatch.checkpoint import Checkpoint, write_checkpoint
from hazardwatch.data_directory import DataDirectory, DataDirectoryBusyError
from hazardwatch.manifest import NoBackupError, find_newest, list_backups, read_manifest, verify
from hazardwatch.restore import DamagedBackupError, NotEmptyError, restore_backup
from hazardwatch.site_check import check_site
from historian.embedded import EmbeddedHistorian
from historian.embedded_reader import EmbeddedReader
from historian.port import SpoolPosition
from historian.spool import Spool, TickRecord
from ingest.dead_letters import DeadLetters
from plant.condition import Priority
from plant.reading import ReadingBatch

TAGS = ("LT-101", "PT-102")
NOON = 1_727_956_800_000
DAY = 86_400_000


def batch(turn: int, start: int = NOON) -> ReadingBatch:
    times = start + turn * 10_000 + np.arange(10) * 1000
    return ReadingBatch.of(np.arange(10) % 2, times, times / 7)


def entry(number: int) -> Entry:
    return Entry(
        alarm=f"LT-101:{number}",
        event=Event.RAISED,
        at=NOON + number,
        onset=NOON,
        state=State.UNACKNOWLEDGED,
        held=None,
        priority=Priority.HIGH,
        value=1.0,
        limit=0.5,
        actor="",
        reason="",
        version=1,
        plant_hash="",
        marks=(),
    )


class Writer:
    """Writes a site in the order in which the platform does: spool, journal, then the rest."""

    def __init__(self, data: DataDirectory) -> None:
        data.root.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.spool = Spool(data.spool, TAGS, ("gw",), segment_bytes=3000)
        self.journal = Journal(f"sqlite:///{data.journal}")
        self.letters = DeadLetters(data.dead_letters, ["gw"])
        self.historian = EmbeddedHistorian(data.historian, head_rows=200)
        self.turns = 0

    async def open(self) -> None:
        await self.historian.open(TAGS)

    async def turn(self) -> None:
        number = self.turns
        self.spool.append(TickRecord(NOON + number, batch(number)))
        position = self.spool.commit()
        self.journal.append([entry(number)])
        self.turns = number + 1
        if number % 3 == 2:
            await self.feed(position)

    async def feed(self, position: SpoolPosition) -> None:
        for upto, record in self.spool.read(self.fed):
            await self.historian.append(record.batch, upto)
            self.fed = upto
        checkpoint = Checkpoint(position, self.journal.last_seq, {}, {})
        write_checkpoint(self.data.checkpoint, checkpoint)
        self.spool.drop(position)

    fed: SpoolPosition | None = None

    async def close(self) -> None:
        self.spool.close()
        self.journal.close()
        self.letters.close()
        await self.historian.close()


async def write_site(root: Path, turns: int) -> None:
    writer = Writer(DataDirectory(root))
    await writer.open()
    for _ in range(turns):
        await writer.turn()
    await writer.historian.seal()
    await writer.close()


@pytest.fixture
def site(tmp_path) -> Path:
    asyncio.run(write_site(tmp_path / "data", 40))
    (tmp_path / "data" / "admin_password").write_text("secret")
    return tmp_path / "data"


class Clock:
    seconds = 0

    def __call__(self) -> str:
        self.seconds += 1
        return f"2024-10-03T12:00:{self.seconds:02d}Z"


def back_up(root: Path, place: Path, clock=None, further=None):
    source = Source(root, further or {}, ())
    return make_backup(source, place, "a test", clock or Clock(), lambda *_: None)


def restore(backup: Path, root: Path):
    return restore_backup(backup, root, lambda _: None)


def fold(root: Path) -> tuple[dict[tuple[str, int], float], set[str]]:
    """Every reading of historian and spool as a start would have them, and every alarm."""
    data = DataDirectory(root)
    readings = {}
    for tag, series in EmbeddedReader(data.historian).window(0, 2 * NOON).items():
        pairs = zip(series.time.tolist(), series.value.tolist(), strict=True)
        readings |= {(tag, time): value for time, value in pairs}
    spool = Spool(data.spool, TAGS, ("gw",))
    for _, record in spool.read():
        rows = zip(record.batch.row, record.batch.time, record.batch.value, strict=True)
        readings |= {(TAGS[row], int(time)): float(value) for row, time, value in rows}
    spool.close()
    journal = Journal(f"sqlite:///{data.journal}")
    alarms = {entry.alarm for entry in journal.stream()}
    assert journal.verify() is None
    journal.close()
    return readings, alarms


def expected(turns: int) -> tuple[set[tuple[str, int]], set[str]]:
    times = range(NOON, NOON + turns * 10_000, 1000)
    keys = {(TAGS[place % 2], time) for place, time in enumerate(times)}
    return keys, {f"LT-101:{number}" for number in range(turns)}


def test_a_restored_site_has_every_reading_and_alarm(site, tmp_path):
    made, manifest = back_up(site, tmp_path / "out")
    assert list(verify(made, manifest, lambda _: None)) == []
    assert not (made / "admin_password").exists()
    restore(made, tmp_path / "again")
    readings, alarms = fold(tmp_path / "again")
    assert (readings.keys(), alarms) == expected(40)
    assert all(value == time / 7 for (_, time), value in readings.items())
    assert list(check_site(DataDirectory(tmp_path / "again"), lambda: None)) == []
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "again").rglob("*")} == {0}


def test_configuration_and_plant_go_with_it_but_are_not_restored(site, tmp_path):
    (tmp_path / "plant" / "maps").mkdir(parents=True)
    (tmp_path / "plant" / "plant.toml").write_text("[park]")
    (tmp_path / "plant" / "maps" / "a.svg").write_text("<svg/>")
    (tmp_path / "my.toml").write_text("[plant]")
    further = {"configuration.toml": tmp_path / "my.toml", "plant": tmp_path / "plant"}
    made, _ = back_up(site, tmp_path / "out", further=further)
    assert (made / "site" / "configuration.toml").read_text() == "[plant]"
    assert (made / "site" / "plant" / "maps" / "a.svg").read_text() == "<svg/>"
    restore(made, tmp_path / "again")
    assert not (tmp_path / "again" / "site").exists()


async def add_a_day(root: Path) -> None:
    historian = EmbeddedHistorian(root / "historian")
    position = await historian.open(TAGS)
    assert position is not None
    await historian.append(batch(0, NOON + DAY), position)
    await historian.seal()
    await historian.close()


def test_a_second_backup_shares_the_days_that_have_not_changed(site, tmp_path):
    clock = Clock()
    first, _ = back_up(site, tmp_path / "out", clock)
    asyncio.run(add_a_day(site))
    second, manifest = back_up(site, tmp_path / "out", clock)
    assert list_backups(tmp_path / "out") == [first, second]
    old, new = (second / "historian" / f"2024-10-0{day}.blocks" for day in (3, 4))
    assert (old.stat().st_nlink, new.stat().st_nlink) == (2, 1)
    shutil.rmtree(first)  # the older one may go
    assert list(verify(second, manifest, lambda _: None)) == []
    restore(find_newest(tmp_path / "out"), tmp_path / "again")
    assert fold(tmp_path / "again")[0].keys() > expected(40)[0]


def test_attachments_go_with_it_and_are_shared_by_all_backups(site, tmp_path):
    files = Attachments(DataDirectory(site).attachments)
    sha256 = files.keep(b"a photograph")
    files.place(sha256).with_suffix(".unfinished").write_bytes(b"half of another")
    place = tmp_path / "backups"
    first, _ = back_up(site, place, clock=lambda: "2026-01-01T00:00:00Z")
    second, _ = back_up(site, place, clock=lambda: "2026-01-02T00:00:00Z")
    name = f"attachments/{sha256[:2]}/{sha256}"
    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    restored = tmp_path / "restored"
    restore(second, restored)
    assert Attachments(DataDirectory(restored).attachments).read(sha256) == b"a photograph"
    assert list(check_site(DataDirectory(restored), lambda: None)) == []
    files.place(sha256).write_bytes(b"another photograph")
    (flaw,) = check_site(DataDirectory(site), lambda: None)
    assert flaw.file == files.place(sha256)


def test_a_rotten_copy_is_not_shared_on(site, tmp_path):
    clock = Clock()
    first, _ = back_up(site, tmp_path / "out", clock)
    day = first / "historian" / "2024-10-03.blocks"
    content = bytearray(day.read_bytes())
    content[5000] ^= 1
    day.write_bytes(content)
    second, manifest = back_up(site, tmp_path / "out", clock)
    assert (second / "historian" / day.name).stat().st_nlink == 1
    assert list(verify(second, manifest, lambda _: None)) == []


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda made: (made / "journal.sqlite").write_bytes(b"x"), "not what the manifest says"),
        (lambda made: (made / "checkpoint.npz").unlink(), "No such file"),
        (lambda made: (made / "spool" / "more").write_bytes(b""), "not in the manifest"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(site, tmp_path, harm, complaint):
    made, _ = back_up(site, tmp_path / "out")
    harm(made)
    with pytest.raises(DamagedBackupError, match=complaint):
        restore(made, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_damaged_manifest_is_no_backup(site, tmp_path):
    made, _ = back_up(site, tmp_path / "out")
    manifest = made / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["files"] = told["files"][1:]
    manifest.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(NoBackupError, match="checksum"):
        read_manifest(made)
    manifest.write_text("{}", encoding="utf-8")
    with pytest.raises(NoBackupError, match="damaged"):
        restore(made, tmp_path / "again")
    with pytest.raises(NoBackupError):
        find_newest(tmp_path / "data")


def test_restores_into_nothing_but_an_empty_directory_that_nobody_uses(site, tmp_path):
    made, _ = back_up(site, tmp_path / "out")
    with pytest.raises(NotEmptyError):
        restore(made, site)
    empty = tmp_path / "again"
    with DataDirectory(empty), pytest.raises(DataDirectoryBusyError):
        restore(made, empty)
    restore(made, empty)


def test_nobody_starts_on_half_a_restore(site, tmp_path, monkeypatch):
    made, _ = back_up(site, tmp_path / "out")

    def crash(*_):
        raise OSError("pulled out")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", crash)
        with pytest.raises(OSError, match="pulled out"):
            restore(made, tmp_path / "again")
    with (
        pytest.raises(DataDirectoryBusyError, match="not finished"),
        DataDirectory(tmp_path / "again"),
    ):
        pass


def test_a_backup_cut_short_leaves_none_and_the_next_cleans_up(site, tmp_path, monkeypatch):
    def fill(*_):
        raise OSError("disk full")

    with monkeypatch.context() as full:
        full.setattr(backup_module, "write_manifest", fill)
        with pytest.raises(OSError, match="disk full"):
            back_up(site, tmp_path / "out")
    assert list_backups(tmp_path / "out") == []
    made, _ = back_up(site, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [made.name]


def test_two_backups_into_one_place_take_turns(site, tmp_path):
    def meddle() -> str:
        with pytest.raises(BackupBusyError):
            back_up(site, tmp_path / "out")
        return "2024-10-03T12:00:00Z"

    back_up(site, tmp_path / "out", clock=meddle)


def test_a_damaged_file_is_copied_as_it_is_and_told(site, tmp_path):
    (site / "people.sqlite").write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    (site / "historian" / "2024-10-03.blocks").write_bytes(b"rubbish" * 1000)
    made, manifest = back_up(site, tmp_path / "out")
    assert len(manifest.flaws) == 2
    assert (made / "people.sqlite").read_bytes() == (site / "people.sqlite").read_bytes()
    assert list(verify(made, manifest, lambda _: None)) == []


async def test_backups_beside_a_writer_are_each_consistent(tmp_path):
    writer, done, made = Writer(DataDirectory(tmp_path / "data")), threading.Event(), []
    await writer.open()
    await writer.turn()

    def copy() -> None:
        clock = Clock()
        while not done.is_set() and len(made) < 12:
            before = writer.turns
            try:
                made.append((before, back_up(tmp_path / "data", tmp_path / "out", clock)[0]))
            except BackupBusyError:  # segments of 3,000 bytes may come and go between two looks
                continue
        done.set()

    copying = asyncio.create_task(asyncio.to_thread(copy))
    while not done.is_set():
        await writer.turn()
        await asyncio.sleep(0)
    await copying
    await writer.close()
    for number, (before, backup) in enumerate(made):
        root = tmp_path / f"again-{number}"
        restore(backup, root)
        readings, alarms = fold(root)
        keys, names = expected(before)
        assert readings.keys() >= keys
        assert alarms >= names
        raised = {NOON + int(name.partition(":")[2]) * 10_000 for name in alarms}
        assert raised <= {time for _, time in readings}  # no alarm without its tick
        assert list(check_site(DataDirectory(root), lambda: None)) == []
    assert made[-1][0] > made[0][0]
