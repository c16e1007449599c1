"""Which bytes of a growing file are new, through rotation, truncation and restarts.

A file is known by what it holds, never by its name or inode: its beginning and the stretch just
before the place we got to. So a file that was renamed, copied and truncated, or written anew with
the same rows, is recognised on every file system, and no handle stays open that would keep a
historian on Windows from rotating. Nothing here knows what a line means; nothing here writes.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

CHUNK: Final = 1 << 18
"""Bytes looked at in one reading; a line may be as long."""

_SAMPLE: Final = 1 << 16
_SIBLINGS: Final = 200
"""How many neighbours are searched for a rotated file, newest first."""


class Content(msgspec.Struct, frozen=True):
    """What was read so far: ``offset`` bytes, with digests of their first and last stretch."""

    offset: int
    head: str
    tail: str


EMPTY: Final = Content(0, "", "")


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole new lines, some empty, and the content up to them.

    ``fresh``: they are the first of another content. ``more``: there may be more at once.
    ``lost``: bytes of the former content that could not be read any more: an unfinished line at
    its end, or 1 where its rest was not found at all.
    """

    lines: Sequence[bytes]
    content: Content
    fresh: bool = False
    more: bool = False
    lost: int = 0


class FollowedFile:
    """A path whose content grows, and is now and then replaced.

    :param chunk: bytes of one reading.
    """

    def __init__(self, path: Path, chunk: int = CHUNK) -> None:
        self._path = path
        self._chunk = chunk

    def read(self, content: Content | None) -> Lines:
        """The lines after ``content``; the same content when there are none.

        :raises OSError: the file is not there or can't be read.
        """
        with self._path.open("rb") as file:
            if content is None or _continues(file, content):
                return self._read_on(file, content or EMPTY)
            rest, lost = self._finish(content)
            if rest is not None:
                return rest
            lines = self._read_on(file, EMPTY)
        fresh = Lines(lines.lines, lines.content, fresh=True, more=lines.more, lost=lost)
        # Until the new file has a whole line the old content stays the one to go on from.
        return fresh if lines.lines else Lines((), content)

    def _finish(self, content: Content) -> tuple[Lines | None, int]:
        """What was left to read of a content that is no longer at the path, or what it lost."""
        for neighbour in self._neighbours():
            try:
                with neighbour.open("rb") as file:
                    if _continues(file, content):
                        rest = self._read_on(file, content)
                        unfinished = _size(file) - content.offset
                        return (rest, 0) if rest.lines else (None, unfinished)
            except OSError:
                continue  # a neighbour that can't be read is not known to be ours
        return None, 1

    def _neighbours(self) -> Iterator[Path]:
        """Files beside ours that may be what it was, newest first."""
        stem = self._path.name.split(".")[0]
        found = [
            (path.stat().st_mtime_ns, path)
            for path in self._path.parent.iterdir()
            if stem in path.name and path != self._path and path.is_file()
        ]
        found.sort(reverse=True)
        return (path for _, path in found[:_SIBLINGS])

    def _read_on(self, file: BinaryIO, content: Content) -> Lines:
        file.seek(content.offset)
        data = file.read(self._chunk)
        end = data.rfind(b"\n") + 1
        if not end and len(data) == self._chunk:
            end = len(data)  # no line is so long: it goes by, as torn rows, instead of blocking
        if not end:
            return Lines((), content)
        reached = _describe(file, content.offset + end)
        return Lines(data[:end].split(b"\n"), reached, more=len(data) == self._chunk)


def _continues(file: BinaryIO, content: Content) -> bool:
    return _size(file) >= content.offset and _describe(file, content.offset) == content


def _describe(file: BinaryIO, offset: int) -> Content:
    if not offset:
        return EMPTY
    file.seek(0)
    head = file.read(min(offset, _SAMPLE))
    file.seek(max(0, offset - _SAMPLE))
    tail = file.read(min(offset, _SAMPLE))
    return Content(offset, _digest(head), _digest(tail))


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
