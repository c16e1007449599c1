"""A backup of a site's data directory, taken beside a running platform without holding it up.

The files belong together: the state after a restart is the fold of checkpoint, journal and spool,
and the historian goes on from a place in the spool. So the moments at which they are seen have an
order, each wanted by how a restart reads them, and all lie within milliseconds; what takes long,
the copying, comes after, from what was pinned:

1. hold every spool segment open: what a checkpoint or the historian still needs can't vanish;
2. read the checkpoint, then 3. the journal, which then has all that the checkpoint counts on;
4. see how far the spool goes: it has every tick that the journal speaks of;
5. the head of the historian, then its days, as every reader of it must.

The attachments of handling records come last: each was there before the journal told of it, and
none ever changes.

A pinned SQLite file is one read transaction: its writer goes on, only its log grows meanwhile.
Days that have not changed since the last backup are linked to its copies, once these have been
read and found to be what they were.
"""

import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from hazardwatch.attachments import Attachments
from hazardwatch.data_directory import DataDirectory
from hazardwatch.manifest import (
    SITE,
    Copied,
    Manifest,
    NoBackupError,
    digest_file,
    find_newest,
    read_manifest,
    write_manifest,
)
from historian.day_file import list_days, path_of, read_written
from historian.head_file import FILE_NAME
from historian.sqlite_file import BESIDE, is_damage, open_to_read
from historian.syncing import sync_directory, sync_file

LEFT_OUT: Final = frozenset({"lock", "admin_password", "restoring", "reserve"})
"""Of no use elsewhere, or, a first password in plain text, better not copied about."""
_STEP: Final = 256
"""Pages copied before the interpreter and the disk have a turn for others."""
_SQLITE: Final = b"SQLite format 3\0"

Advance = Callable[[str, int], None]
"""Told what was copied and how many bytes."""


class BackupBusyError(Exception):
    """Another backup into the same place is under way, or the platform changed files too fast."""


class Source(NamedTuple):
    """Where a site keeps what: its data directory, further files by their place in the backup,
    and what can't be in a backup because another machine keeps it.
    """

    root: Path
    further: Mapping[str, Path]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A spool segment held open; ``length`` is how much of it belongs to the backup."""

    name: str
    file: int
    length: int


@dataclass(frozen=True, slots=True)
class _Pinned:
    """What was seen at the moments named above."""

    segments: tuple[_Segment, ...]
    checkpoint: bytes | None
    databases: Mapping[str, sqlite3.Connection]
    damaged: Mapping[str, str]
    days: tuple[int, ...]


def make_backup(
    source: Source, place: Path, tool: str, clock: Callable[[], str], advance: Advance
) -> tuple[Path, Manifest]:
    """Make a backup below ``place``, beside those that are there, whole or not at all.

    :param tool: which program and version makes it.
    :param clock: now, as RFC 3339 in UTC.
    :returns: where it is, and its manifest.
    :raises BackupBusyError: see there.
    :raises OSError: ``place`` can't be written to, or is full.
    :raises sqlite3.OperationalError: a file stayed locked.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _hold(place), ExitStack() as stack:
        for left in place.glob(".*.unfinished"):
            shutil.rmtree(left)
        as_of = clock()
        pinned = _pin(source.root, stack)
        unfinished = place / f".{as_of.replace(':', '')}.unfinished"
        unfinished.mkdir(mode=0o700)
        copying = _Copying(source.root, unfinished, _find_last(place), advance)
        files = [*copying.copy_pinned(pinned), *copying.copy_further(source.further)]
        manifest = Manifest(
            tool, as_of, clock(), tuple(files), source.elsewhere, tuple(copying.flaws)
        )
        sync_file(write_manifest(unfinished, manifest))
        for folder in [*filter(Path.is_dir, unfinished.rglob("*")), unfinished]:
            sync_directory(folder)
        finished = place / as_of.replace(":", "")
        unfinished.rename(finished)
        sync_directory(place)
    return finished, manifest


def _pin(root: Path, stack: ExitStack) -> _Pinned:
    """See every file at its moment; they stay as they were seen until the stack is left."""
    data = DataDirectory(root)
    held: dict[str, int] = {}
    _open_segments(data.spool, held, stack)
    checkpoint = data.checkpoint.read_bytes() if data.checkpoint.exists() else None
    databases: dict[str, sqlite3.Connection] = {}
    damaged: dict[str, str] = {}
    for path in filter(_is_database, sorted(root.iterdir())):
        _pin_database(path.name, path, databases, damaged, stack)
    _open_segments(data.spool, held, stack)
    segments = [_Segment(name, file, os.fstat(file).st_size) for name, file in held.items()]
    _refuse_gap(segments)
    if (head := data.historian / FILE_NAME).exists():
        _pin_database(f"historian/{FILE_NAME}", head, databases, damaged, stack)
    days = list_days(data.historian) if data.historian.exists() else []
    return _Pinned(tuple(segments), checkpoint, databases, damaged, tuple(days))


def _open_segments(spool: Path, held: dict[str, int], stack: ExitStack) -> None:
    for path in sorted(spool.glob("*.spool")):
        if path.name not in held:
            with contextlib.suppress(FileNotFoundError):  # taken up and dropped just now
                held[path.name] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                stack.callback(os.close, held[path.name])


def _refuse_gap(segments: Iterable[_Segment]) -> None:
    """Segments begun and dropped between the two looks would be missing from the middle."""
    numbers = [int(segment.name.partition(".")[0]) for segment in segments]
    if numbers and len(numbers) != numbers[-1] - numbers[0] + 1:
        raise BackupBusyError("the spool changed too fast: try again")


def _pin_database(
    name: str,
    path: Path,
    databases: dict[str, sqlite3.Connection],
    damaged: dict[str, str],
    stack: ExitStack,
) -> None:
    """Begin a read transaction on a file, or note that it can't be read any more."""
    try:
        file = stack.enter_context(closing(open_to_read(path)))
        file.execute("BEGIN")
        file.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        databases[name] = file
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        damaged[name] = str(error)


class _Copying:
    """Copies into one unfinished backup; ``flaws`` says what was damaged in its source."""

    def __init__(
        self, root: Path, target: Path, last: tuple[Path, Manifest] | None, advance: Advance
    ) -> None:
        self.flaws: list[str] = []
        self._root = root
        self._target = target
        self._advance = advance
        self._last = last
        self._known = {file.path: file for file in last[1].files} if last else {}

    def copy_pinned(self, pinned: _Pinned) -> Iterator[Copied]:
        """The data directory: first what is pinned, so that its logs may be cut again."""
        for name, file in sorted(pinned.databases.items(), reverse=True):
            yield self._copy_database(name, file)
            file.close()
        for name, flaw in pinned.damaged.items():
            yield self._copy_file(name, self._root / name, flaw)
        for segment in pinned.segments:
            yield self._copy_segment(segment)
        if pinned.checkpoint is not None:
            yield self._write("checkpoint.npz", pinned.checkpoint)
        for day in pinned.days:
            if (copied := self._copy_day(day)) is not None:
                yield copied
        for path in sorted(self._root.iterdir()):
            if _is_plain(path):
                yield self._copy_file(path.name, path)
        for path in Attachments(DataDirectory(self._root).attachments).list_files():
            yield self._copy_attachment(path)

    def copy_further(self, further: Mapping[str, Path]) -> Iterator[Copied]:
        """Files and folders from outside of the data directory."""
        for name, path in further.items():
            files = [path] if path.is_file() else sorted(filter(Path.is_file, path.rglob("*")))
            for file in files:
                inner = file.relative_to(path).as_posix() if path.is_dir() else ""
                yield self._copy_file("/".join(filter(None, (SITE, name, inner))), file)

    def _copy_day(self, day: int) -> Copied | None:
        path = path_of(self._root / "historian", day)
        name = f"historian/{path.name}"
        try:
            with closing(open_to_read(path)) as file:
                file.execute("BEGIN")
                told = read_written(file)
                writing = f"{told.id}/{told.seq}" if told else ""
                return self._link_unchanged(name, writing) or self._copy_database(
                    name, file, writing
                )
        except sqlite3.Error as error:
            if not path.exists():
                return None  # the retention has forgotten it just now
            if not is_damage(error):
                raise
            return self._copy_file(name, path, str(error))

    def _copy_attachment(self, path: Path) -> Copied:
        """A file that never changes: each is copied once and then shared by all backups."""
        name, sha256 = path.relative_to(self._root).as_posix(), path.name
        linked = self._link_unchanged(name, sha256)
        if linked is not None:
            return linked
        shutil.copyfile(path, self._make_room(name))
        return self._finish(name, sha256)

    def _link_unchanged(self, name: str, writing: str) -> Copied | None:
        """Share the last backup's copy of a day, if it is of the same contents and still whole."""
        known = self._known.get(name)
        if self._last is None or known is None or not writing or known.writing != writing:
            return None
        before, target = self._last[0] / name, self._make_room(name)
        if not before.exists() or digest_file(before) != known.sha256:
            return None
        try:
            target.hardlink_to(before)
        except OSError:  # a file system without links
            return None
        self._advance(name, known.bytes)
        return known

    def _copy_database(self, name: str, file: sqlite3.Connection, writing: str = "") -> Copied:
        target = self._make_room(name)
        with closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # half a copy is of no use anyway
            copy.execute("PRAGMA synchronous = OFF")  # synced below
            file.backup(copy, pages=_STEP)
        return self._finish(name, writing)

    def _copy_segment(self, segment: _Segment) -> Copied:
        name = f"spool/{segment.name}"
        with self._make_room(name).open("wb") as target:
            at = 0
            while at < segment.length:
                part = os.pread(segment.file, min(1 << 20, segment.length - at), at)
                if not part:
                    break
                target.write(part)
                at += len(part)
        return self._finish(name)

    def _copy_file(self, name: str, path: Path, flaw: str = "") -> Copied:
        if flaw:
            self.flaws.append(f"{path}: {flaw}")
        shutil.copyfile(path, self._make_room(name))
        return self._finish(name)

    def _write(self, name: str, data: bytes) -> Copied:
        self._make_room(name).write_bytes(data)
        return self._finish(name)

    def _make_room(self, name: str) -> Path:
        path = self._target / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def _finish(self, name: str, writing: str = "") -> Copied:
        """Make a copy durable and read it back for its checksum."""
        path = self._target / name
        path.chmod(0o600)
        sync_file(path)
        copied = Copied(name, path.stat().st_size, digest_file(path), writing)
        self._advance(name, copied.bytes)
        return copied


def _is_database(path: Path) -> bool:
    if path.name in LEFT_OUT or path.name.endswith(BESIDE) or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _is_plain(path: Path) -> bool:
    """Whether a file of the data directory is copied as it is; some are replaced atomically."""
    if path.name in LEFT_OUT or path.name == "checkpoint.npz" or path.suffix == ".new":
        return False
    return path.is_file() and not path.name.endswith(BESIDE) and not _is_database(path)


def _find_last(place: Path) -> tuple[Path, Manifest] | None:
    try:
        last = find_newest(place)
        return last, read_manifest(last)
    except NoBackupError:
        return None


@contextmanager
def _hold(place: Path) -> Iterator[None]:
    """Keep other backups out of the place."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BackupBusyError(f"another backup into {place} is under way") from error
    finally:
        os.close(handle)
