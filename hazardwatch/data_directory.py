"""The directory in which one running platform keeps everything: its layout and its lock.

What the files hold is the business of their owners; here is only where they lie and that a second
platform can't use them at the same time.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class DataDirectoryBusyError(Exception):
    """Another platform holds the lock on this data directory, or a restore was not finished."""


class DataDirectory:
    """Paths below one root, held by an exclusive lock for as long as the object is open.

    :raises DataDirectoryBusyError: from ``__enter__`` if another process holds it. The lock is
        the kernel's: it ends with the process, however that ends.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.spool = root / "spool"
        self.historian = root / "historian"
        self.journal = root / "journal.sqlite"
        self.people = root / "people.sqlite"
        self.audit = root / "audit.sqlite"
        self.rule_versions = root / "rule_versions.sqlite"
        self.dead_letters = root / "dead_letters.sqlite"
        self.checkpoint = root / "checkpoint.npz"
        self.reserve = root / "reserve"
        self.attachments = root / "attachments"
        self.admin_password = root / "admin_password"
        self.gateway_credentials = root / "gateway_credentials.toml"
        self.mqtt_sessions = root / "mqtt_sessions.json"
        self.restoring = root / "restoring"
        self._lock: int | None = None

    def __enter__(self) -> Self:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds password hashes
        lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise DataDirectoryBusyError(
                f"another platform uses the data directory {self.root}"
            ) from error
        self._lock = lock
        if self.restoring.exists():
            self.__exit__(None, None, None)
            raise DataDirectoryBusyError(
                f"{self.root}: 恢复未完成 a restore was not finished: empty it and restore again"
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
