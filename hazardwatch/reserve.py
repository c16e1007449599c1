"""The reserve: room on the disk held back, so that alarms are journalled when the disk is full.

Contract section 1, rule 14. One preallocated file; while the disk is full it is given back slice by
slice to the journal, and to nobody else of this platform: the spool, the historian and the dead
letters ask :meth:`Reserve.check` and wait until the reserve is whole again. In slices, because a
neighbour that fills the disk would take whatever is freed. Used from one thread, but for ``whole``.
"""

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import Final

SLICE: Final = 1 << 20
"""Bytes given back at a time: some hundred commits of the journal."""

SCANT: Final = SLICE
"""A disk with less room than this is full: no store can be opened or extended on it."""

_HELD: Final = "what is left of the disk is kept for alarms 磁盘余量仅供报警使用"


class Reserve:
    """A file of ``size`` bytes, or of what is left of them.

    :param size: bytes to hold back; 0 for none, and then nothing is ever held.
    """

    def __init__(self, file: Path, size: int) -> None:
        self._file = file
        self._size = size
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._begun = os.fstat(self._descriptor).st_size > 0
        self.whole = False
        self.restore()

    @property
    def holding(self) -> bool:
        """Whether alarms alone may write: some of the reserve was given back and is missing.

        A disk that never had room for a reserve has none to keep for anybody.
        """
        return self._begun and not self.whole

    @property
    def free(self) -> int:
        """Bytes of room on the disk beside the reserve."""
        return shutil.disk_usage(self._file.parent).free

    @property
    def scant(self) -> bool:
        """Whether the disk is full."""
        return self.free < SCANT

    def check(self) -> None:
        """Ask for leave to write something that is no alarm.

        :raises OSError: ENOSPC, the room that is left is for alarms alone.
        """
        if self.holding:
            raise OSError(errno.ENOSPC, _HELD)

    def release(self) -> bool:
        """Give a slice back to the disk; False where there is none left."""
        left = os.fstat(self._descriptor).st_size
        if not left:
            return False
        self.whole = False
        os.ftruncate(self._descriptor, max(0, left - SLICE))
        return True

    def restore(self) -> bool:
        """Make the reserve whole again if the disk has the room; otherwise it stays as it is."""
        if self.whole or not self._size:
            self.whole = True
            return True
        left = os.fstat(self._descriptor).st_size
        try:
            os.posix_fallocate(self._descriptor, 0, self._size)
            os.ftruncate(self._descriptor, self._size)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, left)
            return False
        self.whole = self._begun = True
        return True

    def close(self) -> None:
        """Let go of the file; what is held stays held for the next start."""
        os.close(self._descriptor)
