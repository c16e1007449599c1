"""Putting a backup back into an empty data directory, whole or not at all."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from hazardwatch.data_directory import DataDirectory
from hazardwatch.manifest import SITE, Manifest, read_manifest, verify
from historian.syncing import sync_directory


class NotEmptyError(Exception):
    """The data directory to restore into holds something."""


class DamagedBackupError(Exception):
    """A backup is not what its manifest says; ``complaints`` has one line for each file."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


def restore_backup(backup: Path, root: Path, advance: Callable[[int], None]) -> Manifest:
    """Verify a backup, then copy it into a data directory and hold its lock meanwhile.

    What is in the folder ``site`` stays where it is: configuration and plant belong to people.

    :param advance: told the bytes verified and copied.
    :raises NoBackupError: there is no manifest that can be read.
    :raises DamagedBackupError: nothing was touched.
    :raises NotEmptyError: nothing was touched.
    :raises DataDirectoryBusyError: a platform uses the data directory.
    """
    manifest = read_manifest(backup)
    if root.exists():
        _refuse_used(root)
    if complaints := list(verify(backup, manifest, advance)):
        raise DamagedBackupError(complaints)
    with DataDirectory(root) as data:
        _refuse_filled(root)
        _copy(backup, manifest, data.restoring, advance)
        for path in sorted(data.restoring.iterdir()):
            path.rename(root / path.name)
        sync_directory(root)
        data.restoring.rmdir()
        sync_directory(root)
    return manifest


def _refuse_used(root: Path) -> None:
    """Say early what would be said after minutes of verifying."""
    if (root / "lock").exists():
        with DataDirectory(root):
            pass
    _refuse_filled(root)


def _refuse_filled(root: Path) -> None:
    if found := sorted(path.name for path in root.iterdir() if path.name != "lock"):
        raise NotEmptyError(f"{root}: 不是空目录 not empty: {', '.join(found[:5])}")


def _copy(
    backup: Path, manifest: Manifest, restoring: Path, advance: Callable[[int], None]
) -> None:
    """Copy everything below a folder whose presence says that it is not done yet."""
    restoring.mkdir(mode=0o700)
    for file in manifest.files:
        if file.path.startswith(f"{SITE}/"):
            continue
        target = restoring / file.path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(backup / file.path, target)
        target.chmod(0o600)
        with target.open("rb") as copied:
            os.fsync(copied.fileno())
        advance(file.bytes)
    for folder in [*filter(Path.is_dir, restoring.rglob("*")), restoring, restoring.parent]:
        sync_directory(folder)
