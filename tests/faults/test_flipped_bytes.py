"""Single flipped bytes anywhere in the files: found by the check or harmless, never another value.

A disk, a controller or memory turns a bit and says nothing. What must never happen is that a
reading comes back that nobody wrote.
"""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from hazardwatch.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from hazardwatch.data_directory import DataDirectory
from hazardwatch.site_check import check_site
from historian.checking import check_spool, check_store
from historian.embedded import EmbeddedHistorian
from historian.embedded_reader import EmbeddedReader
from historian.port import HistorianRefusedError, HistorianUnavailableError, SpoolPosition
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch
from tests.conftest import rounds
from tests.hazardwatch.test_backup import entry as make_entry

TAGS = ("LT-101", "PT-102", "TT-103")
START = 1_727_913_600_000

Values = dict[tuple[str, int], set[float]]
"""Every value that was ever written for a tag and time; more than one where a later one won."""
Answers = dict[tuple[str, int], float]


def batches() -> Iterator[ReadingBatch]:
    random = np.random.default_rng(5)
    for turn in range(6):
        times = START + turn * 1_200_000 + np.arange(120) * 10_000  # two hours, overlapping
        rows = np.arange(120) % len(TAGS)
        yield ReadingBatch.of(rows, times, np.round(random.normal(50, 5, 120), 2))


async def write_store(directory: Path, written: Values) -> None:
    historian = EmbeddedHistorian(directory)
    await historian.open(TAGS)
    for turn, batch in enumerate([*batches(), *batches()]):
        await historian.append(batch, SpoolPosition(1, turn))
        if turn in (3, 8):
            await historian.seal()
        for row, time, value in zip(batch.row, batch.time, batch.value, strict=True):
            written.setdefault((TAGS[row], int(time)), set()).add(float(value))
    await historian.close()


def read_all(directory: Path) -> Answers:
    """What a reader is told, by way of both questions."""
    reader = EmbeddedReader(directory)
    both = [
        *reader.window(0, 2 * START).items(),
        *((tag, reader.read(tag, 0, 2 * START)) for tag in TAGS),
    ]
    return {
        (tag, time): value
        for tag, series in both
        for time, value in zip(series.time.tolist(), series.value.tolist(), strict=True)
    }


def places(size: int) -> list[int]:
    """The first hundred bytes, where a file says what it is, and others all over."""
    anywhere = np.random.default_rng(size).integers(0, size, rounds(83, 250))
    return sorted({*range(min(size, 100)), *anywhere.tolist()})


def flip(path: Path, place: int, bits: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ bits]))


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> tuple[Path, Values]:
    directory, written = tmp_path_factory.mktemp("store"), {}
    asyncio.run(write_store(directory, written))
    return directory, written


def flaws(directory: Path) -> list[str]:
    return [str(flaw.file.name) for flaw in check_store(directory, lambda: None)]


def test_a_sound_store_has_no_flaws(store):
    directory, written = store
    assert flaws(directory) == []
    assert read_all(directory).keys() == written.keys()


@pytest.mark.parametrize("name", ["2024-10-03.blocks", "head.sqlite"])
def test_a_flipped_byte_of_the_store_is_found_or_harmless(tmp_path, store, name):
    directory, written = store
    truth = read_all(directory)
    missed, size = [], (directory / name).stat().st_size
    for place in places(size):
        site = tmp_path / str(place)
        shutil.copytree(directory, site)
        flip(site / name, place, 1 << place % 8)
        found = flaws(site)
        try:
            answers = read_all(site)
        except (HistorianRefusedError, HistorianUnavailableError):
            answers = {}
        for key, value in answers.items():
            assert value in written[key], (name, place)
        if not found and answers != truth:
            missed.append(place)
        shutil.rmtree(site)
    assert missed == []


def test_the_store_itself_goes_on_over_every_flipped_byte(tmp_path, store):
    """Whatever is damaged, it opens, takes batches, seals and answers nothing that is wrong."""
    directory, written = store
    for name in ("2024-10-03.blocks", "head.sqlite"):
        for place in places((directory / name).stat().st_size)[::6]:
            site = tmp_path / f"{name} {place}"
            shutil.copytree(directory, site)
            flip(site / name, place, 0xFF)
            asyncio.run(go_on(site, written))
            shutil.rmtree(site)


async def go_on(directory: Path, written: Values) -> None:
    historian = EmbeddedHistorian(directory)
    await historian.open(TAGS)
    window = await historian.window(0, 2 * START)
    for tag, series in window.items():
        for time, value in zip(series.time.tolist(), series.value.tolist(), strict=True):
            assert value in written[tag, time]
    for batch in batches():
        await historian.append(batch, SpoolPosition(1, 99))
    await historian.seal()
    again = await historian.read(TAGS[0], START, 2 * START)
    assert len(again.time) >= 6 * 40
    await historian.close()


def test_a_flipped_byte_of_the_spool_is_found_and_only_its_tick_is_gone(tmp_path):
    spool = Spool(tmp_path, TAGS, (), segment_bytes=6_000)
    for turn, batch in enumerate(batches()):
        spool.append(TickRecord(turn, batch))
        spool.commit()
    spool.close()
    assert list(check_spool(tmp_path, lambda: None, writing=False)) == []
    for segment in sorted(tmp_path.glob("*.spool")):
        for place in places(segment.stat().st_size)[::2]:
            flip(segment, place, 1 << place % 8)
            found = [flaw.file for flaw in check_spool(tmp_path, lambda: None, writing=False)]
            assert segment in found, place
            flip(segment, place, 1 << place % 8)


def write_around(data: DataDirectory) -> None:
    """The files from which a start folds its state, beside spool and historian."""
    journal = Journal(f"sqlite:///{data.journal}")
    journal.append([make_entry(number) for number in range(60)])
    journal.close()
    arrays = {"value": np.arange(300, dtype=np.float64)}
    write_checkpoint(data.checkpoint, Checkpoint(SpoolPosition(1, 2), 60, arrays, arrays))


def recall(data: DataDirectory) -> tuple[object, object]:
    """What a start reads of them; a journal that refuses to be read tells no lie."""
    checkpoint = read_checkpoint(data.checkpoint)
    arrays = checkpoint and (checkpoint.position, checkpoint.bank["value"].tolist())
    try:
        journal = Journal(f"sqlite:///{data.journal}")
    except (JournalRefusedError, JournalUnavailableError):
        return arrays, None
    try:
        return arrays, list(journal.stream())
    except (JournalUnavailableError, ValueError, KeyError):
        return arrays, None
    finally:
        journal.close()


@pytest.mark.parametrize("name", ["journal.sqlite", "checkpoint.npz"])
def test_a_flipped_byte_of_journal_or_checkpoint_is_found_or_harmless(tmp_path, name):
    sound = DataDirectory(tmp_path / "sound")
    sound.root.mkdir()
    write_around(sound)
    truth, size, missed = recall(sound), (sound.root / name).stat().st_size, []
    assert list(check_site(sound, lambda: None)) == []
    for place in places(size):
        data = DataDirectory(tmp_path / str(place))
        shutil.copytree(sound.root, data.root)
        flip(data.root / name, place, 1 << place % 8)
        found = [flaw.file.name for flaw in check_site(data, lambda: None)]
        if name not in found and recall(data) != truth:
            missed.append(place)
        shutil.rmtree(data.root)
    assert missed == []
