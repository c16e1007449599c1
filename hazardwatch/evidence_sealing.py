"""A sealed package: files in a zip with their SHA-256, the same bytes for the same files.

``SHA256SUMS`` names every file and its digest as ``sha256sum`` writes them, ``SHA256SUMS.sha256``
that file's own digest: the seal. Whoever keeps the seal elsewhere can tell for good whether a
package is the one that was made. Nothing is compressed: compressors differ between machines.
What belongs in a package is :mod:`hazardwatch.evidence`'s business.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUMS: Final = "SHA256SUMS"
SEAL: Final = "SHA256SUMS.sha256"
LARGEST: Final = 4 << 30
"""Bytes of all files of a package that is looked into."""

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can tell: when a package was packed is no part of it."""
_MODE: Final = 0o100644


@dataclass(frozen=True, slots=True)
class Package:
    """What was found in a package: its seal, its files where they are what the seal says of them,
    and everything that is wrong.
    """

    seal: str
    files: Mapping[str, bytes]
    findings: tuple[str, ...]


def seal_files(files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """A package of files by their paths.

    :returns: the zip, and the seal.
    """
    sums = "".join(f"{_digest(files[path])}  {path}\n" for path in sorted(files)).encode()
    seal = _digest(sums)
    content = {**files, SUMS: sums, SEAL: f"{seal}  {SUMS}\n".encode()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for path in sorted(content):
            place = zipfile.ZipInfo(path, _DATE)
            place.create_system = 3  # Unix, wherever it is made
            place.external_attr = _MODE << 16
            package.writestr(place, content[path])
    return target.getvalue(), seal


def open_package(path: Path) -> Package:
    """Look into a package and hold every file against the seal.

    :raises OSError: it can't be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            names = [place.filename for place in package.infolist()]
            if sum(place.file_size for place in package.infolist()) > LARGEST:
                return Package("", {}, ("过大 too large",))
            if len(set(names)) != len(names):
                return Package("", {}, ("文件重名 two files of one name",))
            content = {name: package.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        return Package("", {}, (f"不是完整的压缩包 no whole zip: {error}",))
    return _hold_against_seal(content)


def _hold_against_seal(content: dict[str, bytes]) -> Package:
    sums, seal = content.pop(SUMS, b""), content.pop(SEAL, b"")
    digest = _digest(sums)
    if seal != f"{digest}  {SUMS}\n".encode():
        return Package(digest, {}, (f"{SUMS}: 与封条不符 is not what {SEAL} says",))
    told = _read_sums(sums)
    findings = tuple(_compare(content, told))
    sound = {path: one for path, one in content.items() if told.get(path) == _digest(one)}
    return Package(digest, sound, findings)


def _compare(content: Mapping[str, bytes], told: Mapping[str, str]) -> Iterator[str]:
    for path in sorted(content.keys() | told.keys()):
        if path not in content:
            yield f"{path}: 缺失 missing"
        elif path not in told:
            yield f"{path}: 不在清单中 not in {SUMS}"
        elif _digest(content[path]) != told[path]:
            yield f"{path}: 与清单不符 is not what {SUMS} says"


def _read_sums(sums: bytes) -> dict[str, str]:
    lines = sums.decode("utf-8", errors="replace").splitlines()
    pairs = (line.partition("  ") for line in lines)
    return {path: digest for digest, _, path in pairs}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
