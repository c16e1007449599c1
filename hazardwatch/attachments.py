"""The files of handling records, kept by their content: a file's place is its SHA-256.

Put in its place whole and durable before any record tells of it, never changed, never deleted:
what the journal's database says of a file can be checked against it for good.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from historian.syncing import sync_directory

_UNFINISHED: Final = ".unfinished"


class Attachments:
    """The files below one folder, which is made with the first of them.

    :param check_room: raises ``OSError`` while what is left of the disk is kept for alarms.
    """

    def __init__(self, root: Path, check_room: Callable[[], None] = lambda: None) -> None:
        self.root = root
        self._check_room = check_room

    def place(self, sha256: str) -> Path:
        """Where the file of a digest lies: a folder for every two digits, as git has it."""
        return self.root / sha256[:2] / sha256

    def list_files(self) -> list[Path]:
        """Every file that is there, in the order of their names."""
        return sorted(path for path in self.root.glob("??/*") if path.suffix != _UNFINISHED)

    def keep(self, content: bytes) -> str:
        """Make a file durable; one that is there already is left as it is.

        :returns: its SHA-256 in hex.
        :raises OSError: it can't be written.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.place(sha256)
        if self.read(sha256) is not None:
            return sha256
        self._check_room()
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(content, place)
        for folder in (place.parent, self.root, self.root.parent):
            sync_directory(folder)
        return sha256

    def read(self, sha256: str) -> bytes | None:
        """A file's content, None if it is not there, or is not what was kept."""
        try:
            content = self.place(sha256).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _write_whole(content: bytes, place: Path) -> None:
    """Put a file in its place whole, or leave nothing: on a full disk every byte is wanted."""
    fresh = place.with_suffix(_UNFINISHED)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
