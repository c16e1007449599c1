"""Checking an evidence package by itself: its seal, its chains, its record, its attachments.

More than ``sha256sum`` can tell: whether what is in it fits together. Whether it is the package
that was made is told only by a seal that was kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

from alerting.chain import Chain
from alerting.handling import Handling
from alerting.handling_fold import FoldError, fold_all
from alerting.handling_tables import HANDLING_CHAIN, read_row
from alerting.journal_tables import JOURNAL_CHAIN
from hazardwatch.evidence_sealing import open_package

_CHAINS: Final[Mapping[str, Chain]] = {
    "handling.jsonl": HANDLING_CHAIN,
    "journal.jsonl": JOURNAL_CHAIN,
}


def check_package(path: Path) -> tuple[str, Mapping[str, Any], list[str]]:
    """Look for everything that is wrong with a package.

    :returns: its seal, its manifest (empty where it can't be read), the findings.
    :raises OSError: it can't be read.
    """
    package = open_package(path)
    findings, files = list(package.findings), package.files
    try:
        manifest = json.loads(files.get("manifest.json", b""))
        rows = {name: _read_lines(files.get(name, b"")) for name in _CHAINS}
        for name, chain in _CHAINS.items():
            findings += _check_chain(name, chain, rows[name])
        findings += _check_record(files.get("record.json", b""), rows["handling.jsonl"])
    except (ValueError, KeyError, TypeError) as error:
        return package.seal, {}, [*findings, f"内容无法读取 can't be read: {error}"]
    findings += _check_attachments(files)
    return package.seal, manifest, findings


def _check_chain(name: str, chain: Chain, rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        if chain.digest(row) != row["digest"]:
            yield f"{name} {row['seq']}: 与其摘要不符 is not what its digest says"
    for before, after in pairwise(rows):
        if after["seq"] == before["seq"] + 1 and after["previous"] != before["digest"]:
            yield f"{name} {after['seq']}: 与前一行不相连 does not follow row {before['seq']}"


def _check_record(told: bytes, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Whether the record is what its entries make of it."""
    try:
        record = fold_all(map(read_row, rows))
    except FoldError as error:
        yield f"handling.jsonl: {error}"
        return
    if msgspec.json.decode(told, type=Handling) != record:
        yield "record.json: 与其条目不符 is not what its entries make of it"


def _check_attachments(files: Mapping[str, bytes]) -> Iterator[str]:
    for path, content in files.items():
        name = path.removeprefix("attachments/").partition(".")[0]
        if path.startswith("attachments/") and hashlib.sha256(content).hexdigest() != name:
            yield f"{path}: 与其文件名不符 is not what its name says"


def _read_lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]
