"""Writing a record of MQTT messages: gzip'd lines that survive a kill at any moment.

What was flushed can be read whatever happens afterwards, a kill or a power cut included. A flush
ends on a byte of its own and is synced to the disk; a member of gzip, with its own checksum, ends
after :data:`MEMBER_BYTES` of text, so that damage to a file costs what lies around it. A row of
files takes the place of one where a size is given. Not thread-safe; what goes in is
:mod:`simulators.recording`'s business.
"""

import os
import zlib
from pathlib import Path
from typing import Final

from simulators.message_record import Flaw, Head, Message, write_head, write_line

MEMBER_BYTES: Final = 1 << 20
"""Text of one member of gzip."""

_GZIP: Final = 31
"""Window bits that make zlib write gzip (zlib manual, deflateInit2)."""

_LEVEL: Final = 4
"""Level 6 takes twice the time for a twelfth less."""


class RecordWriter:
    """Appends lines to ``out``, or to numbered files beside it.

    ``bytes``: on the disk so far, all files together. ``files``: their paths.

    :param rotate_bytes: begin another file beyond so many compressed bytes; None: never.
    :raises FileExistsError: from the start, the path is taken: nothing is ever overwritten.
    :raises OSError: from every method; what was flushed before stays readable.
    """

    def __init__(self, out: Path, head: Head, rotate_bytes: int | None = None) -> None:
        self.bytes = 0
        self.files: list[Path] = []
        self._out = out
        self._head = head
        self._rotate_bytes = rotate_bytes
        self._file = -1
        self._written = self._text = 0
        self._unflushed = False
        self._squeeze = _make_squeeze()
        self._begin_file()

    def write(self, entry: Message | Flaw) -> None:
        """Take up one message; it is safe after the next flush."""
        self._put(write_line(entry))
        if self._text >= MEMBER_BYTES:
            self._end_member()
            if self._rotate_bytes is not None and self._written >= self._rotate_bytes:
                self._end_file()
                self._begin_file()

    def flush(self) -> None:
        """Make everything taken up safe on the disk."""
        if self._unflushed:
            self._write(self._squeeze.flush(zlib.Z_SYNC_FLUSH))
            self._unflushed = False
        os.fsync(self._file)

    def close(self) -> None:
        """Flush, and end the file as a whole one."""
        if self._file >= 0:
            self._end_member()
            self._end_file()

    def abandon(self) -> None:
        """Let go of the file as it is: the disk takes no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _begin_file(self) -> None:
        path = self._name_file()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        self.files.append(path)
        self._written = 0
        self._put(write_head(self._head))
        self._end_member()  # so that damage to what follows can't take the head along
        self.flush()

    def _name_file(self) -> Path:
        """``plant.jsonl.gz`` becomes ``plant-0001.jsonl.gz`` and so on in a row of files."""
        if self._rotate_bytes is None:
            return self._out
        stem, dot, rest = self._out.name.partition(".")
        return self._out.with_name(f"{stem}-{len(self.files) + 1:04}{dot}{rest}")

    def _end_file(self) -> None:
        os.fsync(self._file)
        os.close(self._file)
        self._file = -1

    def _end_member(self) -> None:
        self._write(self._squeeze.flush(zlib.Z_FINISH))
        self._squeeze = _make_squeeze()
        self._text = 0
        self._unflushed = False

    def _put(self, line: bytes) -> None:
        self._text += len(line) + 1
        self._unflushed = True
        self._write(self._squeeze.compress(line + b"\n"))

    def _write(self, data: bytes) -> None:
        while data:
            done = os.write(self._file, data)
            self.bytes += done
            self._written += done
            data = data[done:]


def _make_squeeze() -> "zlib._Compress":
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
