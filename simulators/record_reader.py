"""Reading a record of MQTT messages: whole, torn or damaged, gzip'd or plain text.

What can be read is read, and what could not is named: :attr:`RecordReader.complaints`. A member of
gzip is given out once its checksum holds; damage costs the members it lies in, a torn end what was
not flushed. What the lines say is :mod:`simulators.message_record`'s business.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from simulators.message_record import (
    Flaw,
    Head,
    Message,
    RecordError,
    is_head,
    read_head,
    read_line,
)

COMPLAINTS: Final = 20
"""Complaints kept of one file; all are counted."""

_GZIP_MAGIC: Final = b"\x1f\x8b\x08"
_GZIP: Final = 31
_BLOCK: Final = 1 << 16
_HELD: Final = 16 << 20
"""Text held back until its checksum is known; a larger member (of a file that was compressed anew
by other means) is given out before."""


class RecordReader:
    """One pass over one file.

    ``head`` is there once the first entry was read. ``flawed`` counts places that could not be
    read, ``complaints`` are the first of them. ``unfinished``: the file has no end, as after a
    kill; everything flushed was read all the same.
    """

    def __init__(self, path: Path) -> None:
        self.head: Head | None = None
        self.flawed = 0
        self.complaints: list[str] = []
        self.unfinished = False
        self.path = path

    def __iter__(self) -> Iterator[Message | Flaw]:
        """The entries in their order.

        :raises RecordError: the file is no record.
        :raises OSError: it can't be read.
        """
        for number, line in enumerate(self._lines()):
            if self.head is None:
                self.head = self._read_head(line)
            elif line:
                try:
                    yield read_line(line)
                except RecordError as error:
                    self._complain(f"第 {number + 1} 行 line {number + 1}: {error}")
        if self.head is None:
            raise RecordError(f"{self.path}: 空文件 nothing in it")

    def _read_head(self, line: bytes) -> Head:
        try:
            return read_head(line)
        except RecordError as error:
            raise RecordError(f"{self.path}: {error}") from None

    def _complain(self, what: str) -> None:
        self.flawed += 1
        if len(self.complaints) < COMPLAINTS:
            self.complaints.append(f"{self.path}: {what}")

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        for text, ends in self._texts():
            *lines, rest = (rest + text).split(b"\n")
            yield from lines
            if ends:  # a gap follows: half a line of before is no beginning of one behind it
                rest = b""
        if rest:
            self.unfinished = True

    def _texts(self) -> Iterator[tuple[bytes, bool]]:
        """Pieces of text, and whether what follows does not join on."""
        with self.path.open("rb") as file:
            begins = file.read(len(_GZIP_MAGIC))
            file.seek(0)
            blocks = iter(lambda: file.read(_BLOCK), b"")
            if begins == _GZIP_MAGIC:
                yield from self._inflate(blocks)
            else:
                yield from ((block, False) for block in blocks)
                yield b"\n", False

    def _inflate(self, blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
        member = _Member()
        for block in blocks:
            left = block
            while left:
                try:
                    left = member.feed(left)
                except zlib.error as error:
                    if not member.sought:
                        self._complain(f"损坏，已跳过 damaged, skipped: {error}")
                    yield b"", True
                    left, member = _find_member(left[1:]), _Member(sought=True)
                    continue
                if member.over or member.held > _HELD:
                    yield member.take(), False
                if member.over:
                    member = _Member()
        if not member.over and member.begun:
            self.unfinished = True
            yield member.take(), False


class _Member:
    """One member of gzip, as far as it was fed; ``sought``: where it begins is a guess."""

    def __init__(self, *, sought: bool = False) -> None:
        self.begun = False
        self.held = 0
        self.sought = sought
        self._tail = b""
        self._inflater = zlib.decompressobj(_GZIP)
        self._parts: list[bytes] = []

    @property
    def over(self) -> bool:
        """Whether its checksum was found to hold."""
        return self._inflater.eof

    def feed(self, data: bytes) -> bytes:
        """Take bytes up to the member's end.

        :returns: what lies behind the end.
        :raises zlib.error: it is damaged.
        """
        if self.sought and not self.begun:
            data = _find_member(self._tail + data)
            self._tail = data if len(data) < len(_GZIP_MAGIC) else b""
            if self._tail or not data:
                return b""
        self.begun = True
        text = self._inflater.decompress(data)
        self._parts.append(text)
        self.held += len(text)
        return self._inflater.unused_data

    def take(self) -> bytes:
        """The text so far; it is not given out twice."""
        text = b"".join(self._parts)
        self._parts.clear()
        self.held = 0
        return text


def _find_member(data: bytes) -> bytes:
    """Bytes from what looks like the beginning of a member on; else the last few, which may be."""
    place = data.find(_GZIP_MAGIC)
    return data[place:] if place >= 0 else data[len(data) - min(len(data), 2) :]


def is_record(path: Path) -> bool:
    """Whether a file is a record of MQTT messages, whatever its name.

    :raises OSError: it can't be read.
    """
    with path.open("rb") as file:
        begins = file.read(4096)
    if begins.startswith(_GZIP_MAGIC):
        try:
            begins = zlib.decompressobj(_GZIP).decompress(begins, 4096)
        except zlib.error:
            return False
    return is_head(begins)
