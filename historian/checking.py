"""The integrity check of an embedded store and of a spool: what is not as it was written.

Reads and never writes, beside a running platform or without one. Mending is not done here: the
store itself sets aside what it meets.
"""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from historian.block import DamagedBlockError, TagColumns
from historian.day_file import StoredBlock, list_days, path_of, read_blocks, read_written
from historian.head_file import FILE_NAME, read_head
from historian.sealing import BLOCK_MS, DAY_MS
from historian.spool_record import NAMES, TICK, decode_names, decode_tick, walk
from historian.sqlite_file import BESIDE, has_sound_header, is_damage, open_to_read

MEND_DAY: Final = (
    "serve 读到此日时自动隔离并保留完好部分;或从备份恢复该文件"
    " serve sets it aside when it is read and keeps what is whole; or take it from a backup"
)
MEND_HEAD: Final = (
    "serve 启动时自动隔离并从暂存重读 serve sets it aside at its next start and takes up the spool"
)
LOOK: Final = "确认后可移走 look at it, then move it away"


class Flaw(NamedTuple):
    """What is wrong with a file, and what to do about it."""

    file: Path
    detail: str
    cure: str


def check_store(directory: Path, advance: Callable[[], None]) -> Iterator[Flaw]:
    """Every flaw of an embedded store.

    :param advance: called after each file.
    :raises sqlite3.OperationalError: a file is busy for longer than a patient reader waits.
    """
    if (head := directory / FILE_NAME).exists():
        yield from check_head(head)
        advance()
    for day in list_days(directory):
        yield from check_day(directory, day)
        advance()
    yield from _find_strangers(directory)


def check_head(path: Path) -> Iterator[Flaw]:
    """What is damaged or gone in a head file."""
    complaints = [*_check_pages(path)]
    try:
        complaints += read_head(path).complaints
    except sqlite3.Error as error:
        _raise_unless_damage(error)
        complaints.append(str(error))
    return (Flaw(path, complaint, MEND_HEAD) for complaint in dict.fromkeys(complaints))


def check_day(directory: Path, day: int) -> Iterator[Flaw]:
    """What is damaged, gone or in the wrong place in the file of a day."""
    path = path_of(directory, day)
    for detail in [*_check_pages(path), *_check_blocks(path, day)]:
        if path.exists():  # else it was forgotten meanwhile
            yield Flaw(path, detail, MEND_DAY)


def check_spool(directory: Path, advance: Callable[[], None], *, writing: bool) -> Iterator[Flaw]:
    """What is damaged in the segments of a spool.

    :param writing: somebody writes meanwhile, so the newest may end in half a record.
    """
    segments = sorted(directory.glob("[0-9]" * 12 + ".spool"))
    cure = (
        "损坏处已跳过,请备份后检查磁盘 what is damaged is stepped over; back up, then test the disk"
    )
    for before, after in itertools.pairwise(segments):
        if int(after.stem) != int(before.stem) + 1 and after.exists() and before.exists():
            yield Flaw(after, f"does not follow {before.name}", cure)
    for path in segments:
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # taken up and dropped meanwhile
            continue
        for detail in _check_segment(data, growing=writing and path == segments[-1]):
            yield Flaw(path, detail, cure)
        advance()


def _check_pages(path: Path) -> Iterator[str]:
    """What SQLite itself finds wrong."""
    try:
        if not has_sound_header(path):
            yield "it does not begin as it was written"
        with closing(open_to_read(path)) as file:
            found = [detail for (detail,) in file.execute("PRAGMA integrity_check(10)")]
    except FileNotFoundError:
        return
    except sqlite3.Error as error:
        if not path.exists():
            return
        _raise_unless_damage(error)
        found = [str(error)]
    yield from (detail for detail in found if detail != "ok")


def _check_blocks(path: Path, day: int) -> Iterator[str]:
    """What is wrong with the blocks, and with how many there are."""
    blocks = readings = 0
    try:
        with closing(open_to_read(path)) as file:
            file.execute("BEGIN")
            for block in read_blocks(file):
                blocks += 1
                readings += block.readings if block.whole else 0
                yield from _check_block(block, day)
            told = read_written(file)
    except sqlite3.Error as error:
        if path.exists():
            _raise_unless_damage(error)
            yield str(error)
        return
    if told is None:
        yield "the row that says what was written is damaged or gone"
    elif (blocks, readings) != (told.blocks, told.readings):
        yield (
            f"{blocks} blocks of {readings} readings where {told.blocks} of {told.readings}"
            " were written"
        )


def _check_block(block: StoredBlock, day: int) -> Iterator[str]:
    name = f"block of {block.tag} at {block.first}"
    try:
        columns = block.decode()
    except DamagedBlockError:
        yield f"{name}: it is not what was written"
        return
    if not _is_in_place(block, columns, day):
        yield f"{name}: its readings are not in order or not of this place"


def _is_in_place(block: StoredBlock, columns: TagColumns, day: int) -> bool:
    time = columns.time
    return bool(
        len(time) == block.readings
        and (np.diff(time) > 0).all()
        and (time[0], time[-1]) == (block.first, block.last)
        and block.first // DAY_MS == block.last // DAY_MS == day
        and block.first // BLOCK_MS == block.last // BLOCK_MS
    )


def _find_strangers(directory: Path) -> Iterator[Flaw]:
    """Files that nobody reads: set aside, left by a crash, or put there by somebody."""
    known = {path_of(directory, day).name for day in list_days(directory)} | {FILE_NAME}
    known |= {name + end for name in known for end in BESIDE}
    for file in sorted(directory.iterdir()):
        if file.name in known or file.suffix == ".unfinished" or not file.exists():
            continue
        aside = ".damaged-" in file.name
        if aside and file.name.endswith(BESIDE):
            continue
        yield Flaw(
            file,
            "已隔离的损坏文件 a damaged file set aside" if aside else "nobody reads it",
            LOOK,
        )


def _check_segment(data: bytes, *, growing: bool) -> Iterator[str]:
    at, first = 0, True
    for frame in walk(data):
        if frame.start > at:
            yield f"{frame.start - at} bytes at {at} are damaged"
        if first != (frame.kind == NAMES):
            yield f"the record at {frame.start} is out of place"
        try:
            decode_tick(frame.body) if frame.kind == TICK else decode_names(frame.body)
        except ValueError:
            yield f"the record at {frame.start} can't be read"
        at, first = frame.end, False
    if at < len(data) and not growing:
        yield f"{len(data) - at} bytes at {at} are damaged"


def _raise_unless_damage(error: sqlite3.Error) -> None:
    if not is_damage(error):
        raise error
