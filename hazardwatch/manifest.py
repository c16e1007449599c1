"""What a backup says of itself: every file with its size and checksum, and what made it when.

A backup is a directory named by its instant, below a directory of backups; it is whole if it has a
manifest and every file is what the manifest says. Copying is :mod:`hazardwatch.backup`'s business.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SITE: Final = "site"
"""The folder with configuration and plant, which a restore leaves to people."""


class NoBackupError(Exception):
    """There is no backup of a kind that this release reads."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of a backup: its path in it, its bytes, their SHA-256.

    ``writing`` names the contents of a day of the historian, so that the next backup knows
    without reading whether the day has changed; empty for other files.
    """

    path: str
    bytes: int
    sha256: str
    writing: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's contents. Instants are RFC 3339 in UTC.

    ``as_of``: everything durable at that instant is in the backup. ``elsewhere``: what belongs to
    the site and is kept outside of its data directory, so not in here.
    """

    tool: str
    as_of: str
    ended: str
    files: tuple[Copied, ...]
    elsewhere: tuple[str, ...] = ()
    flaws: tuple[str, ...] = field(default=())
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        """Of all files together, those shared with other backups too."""
        return sum(file.bytes for file in self.files)


def write_manifest(directory: Path, manifest: Manifest) -> Path:
    """Put a manifest into a backup, with a checksum over itself."""
    told = asdict(manifest)
    path = directory / MANIFEST
    text = json.dumps(told | {"sha256": _digest(told)}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a backup.

    :raises NoBackupError: there is none, it is damaged, or of a newer format.
    """
    path = directory / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        digest, form = told.pop("sha256"), told["format"]
    except OSError as error:
        raise NoBackupError(f"{directory}: 不是备份 no backup: {error.strerror}") from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise NoBackupError(f"{path}: 已损坏 damaged") from error
    if form != FORMAT:
        raise NoBackupError(f"{path}: format {form}, this release reads {FORMAT}")
    if digest != _digest(told):
        raise NoBackupError(f"{path}: 已损坏 damaged: its checksum does not match")
    return _make_manifest(told)


def find_newest(place: Path) -> Path:
    """The newest backup in a directory of backups, or the backup that the path itself is.

    :raises NoBackupError: there is none.
    """
    if (place / MANIFEST).exists():
        return place
    found = list_backups(place)
    if not found:
        raise NoBackupError(f"{place}: 没有备份 holds no backup")
    return found[-1]


def list_backups(place: Path) -> list[Path]:
    """The backups in a directory of backups, oldest first."""
    return sorted(path.parent for path in place.glob(f"[0-9]*/{MANIFEST}"))


def verify(directory: Path, manifest: Manifest, advance: Callable[[int], None]) -> Iterator[str]:
    """What of a backup is not what its manifest says.

    :param advance: told the bytes of each file when it was read.
    """
    for file in manifest.files:
        path = directory / file.path
        try:
            if path.stat().st_size != file.bytes or digest_file(path) != file.sha256:
                yield f"{path}: 与清单不符 not what the manifest says"
        except OSError as error:
            yield f"{path}: {error.strerror}"
        advance(file.bytes)
    known = {file.path for file in manifest.files} | {MANIFEST}
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.relative_to(directory).as_posix() not in known:
            yield f"{path}: 不在清单中 not in the manifest"


def digest_file(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(told: Mapping[str, Any]) -> str:
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _make_manifest(told: Mapping[str, Any]) -> Manifest:
    return Manifest(
        tool=told["tool"],
        as_of=told["as_of"],
        ended=told["ended"],
        files=tuple(Copied(**file) for file in told["files"]),
        elsewhere=tuple(told["elsewhere"]),
        flaws=tuple(told["flaws"]),
    )
